"""When two names are the same person's."""

import unicodedata


def folded(name: str) -> str:
    """Give the form that two names share when people would take them for one."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())
