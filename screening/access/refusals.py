"""Why somebody may not come in, said plainly; the same sentences stand under `access` in every language."""

from screening.errors import AccessError

SENTENCES = {
    "wrong": "The name or the password is not right. Type both again.",
    "locked": "Too many failed attempts. Try again at {until}; before that no password counts.",
    "must_change": "{name} has to choose a password first. This one was given out to come in once and change it.",
    "same": "The new password is the old one. Choose another.",
    "taken": "There is somebody of the name {name} already. Add what tells the two apart.",
    "no_account": "Nobody of the account {account} can sign in here.",
    "recovery_typo": "This is not how a recovery key reads: look at group {group} again.",
    "recovery_wrong": "The recovery key is typed well, but is not the one for this log. Look for the newest printout.",
    "keys_missing": "There is no key file at {path}. Without it nobody can sign in; look for it in the newest backup.",
    "keys_exists": "There is already a key file at {path}. It was left alone, since a log depends on it.",
    "keys_bad": "The key file {path} is damaged. Keep it, and put the one of the newest backup in its place.",
    "keys_newer": "The key file {path} was written by a newer Eligo. Nothing was changed; update Eligo.",
    "keys_unreachable": "The key file {path} can't be read or written ({detail}). Nothing was changed.",
    "keys_busy": "Another program is using the key file {path}. Wait a moment, then try again.",
    "keys_memory": "There is not enough memory to check a password. Close other programs, then try again.",
}
"""What is wrong, where, and what to do about it."""


def refusal(code: str, **values: object) -> AccessError:
    """Make the error of a code."""
    return AccessError(code, SENTENCES[code], **values)
