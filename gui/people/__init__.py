"""The people at work: their accounts and roles, who acts in the study, and the site's rules."""
