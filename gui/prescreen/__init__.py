"""The Pre-screen page: a file of many patients, who of them may qualify, and why the others don't."""
