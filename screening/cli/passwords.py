"""Passwords on the command line: from the environment, or typed where nobody sees them; never an argument."""

import getpass
import os
import sys

from screening.errors import UsageError
from screening.wording import Words

VARIABLE = "ELIGO_PASSWORD"


def password_of(words: Words) -> str:
    """Give the password of whoever is at work."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise UsageError(words.text("acts.cli.no_password", variable=VARIABLE))
    return getpass.getpass(f"{words.text('acts.cli.password')} ")
