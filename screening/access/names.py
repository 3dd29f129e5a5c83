"""When two names are the same person's."""

import unicodedata


def folded(name: str) -> str:
    """Give the form in which two names are the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
