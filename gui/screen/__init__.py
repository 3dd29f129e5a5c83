"""The Screen page: the form generated from the protocol, and beside it the verdict that follows every keystroke."""
