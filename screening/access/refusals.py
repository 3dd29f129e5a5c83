"""Why somebody may not come in, said plainly; the same sentences stand under `access` in every language."""

from screening.errors import AccessError

SENTENCES = {
    "wrong": "The name or the password is not right.",
    "locked": "Too many wrong passwords. Try again after {until}.",
    "must_change": "{name} must choose a new password first (eligo people password --user NAME).",
    "same": "The new password is the old one. Choose another.",
    "taken": "There is somebody of the name {name} already. Add what tells the two apart.",
    "no_account": "Nobody of the account {account} can sign in here.",
    "recovery_typo": "Group {group} of the recovery key is mistyped or incomplete; compare it with the paper again.",
    "recovery_wrong": "This recovery key is another log's, or was replaced by a newer one.",
    "keys_missing": "The file of keys {path} is missing, so nobody can sign in. Look for it beside the newest backup.",
    "keys_exists": "There is already a file of keys at {path}. It was left alone, since a log depends on it.",
    "keys_bad": "The file of keys {path} is damaged. Keep it, and look for a copy beside the newest backup.",
    "keys_newer": "The file of keys {path} was written by a newer Eligo. Nothing was changed; update Eligo.",
    "keys_unreachable": "The file of keys {path} can't be read or written ({detail}). Nothing was changed.",
    "keys_busy": "Another program is using the file of keys {path}. Wait a moment, then try again.",
    "keys_memory": "There is not enough memory to check a password. Close other programs, then try again.",
}
"""What is wrong, where, and what to do about it."""


def refusal(code: str, **values: object) -> AccessError:
    """Make the error of a code."""
    return AccessError(code, SENTENCES[code], **values)
