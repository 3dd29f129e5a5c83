"""Passwords on the command line: from the environment, or typed where nobody sees them; never an argument."""

import getpass
import os
import sys

from screening.errors import UsageError
from screening.wording import Words

VARIABLE, NEW_VARIABLE = "ELIGO_PASSWORD", "ELIGO_NEW_PASSWORD"


def password_of(words: Words) -> str:
    """Give the password of whoever is at work."""
    return _given(VARIABLE, words, "cli.password.ask")


def new_password(words: Words) -> str:
    """Give a password that somebody chooses, typed twice."""
    if NEW_VARIABLE in os.environ:
        return os.environ[NEW_VARIABLE]
    return _twice(words, NEW_VARIABLE)


def first_password(words: Words) -> str | None:
    """Give the password of whoever sets a site up; None where none is given and nobody can be asked."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    return _twice(words, VARIABLE) if sys.stdin.isatty() else None


def recovery_key(words: Words) -> str:
    """Give the recovery key as somebody types it off the paper."""
    return _given("ELIGO_RECOVERY", words, "cli.password.recovery")


def _given(variable: str, words: Words, question: str) -> str:
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise UsageError(words.text("cli.password.where", variable=variable))
    return getpass.getpass(f"{words.text(question)} ")


def _twice(words: Words, variable: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(words.text("cli.password.where", variable=variable))
    first = getpass.getpass(f"{words.text('cli.password.choose')} ")
    if getpass.getpass(f"{words.text('cli.password.again')} ") != first:
        raise UsageError(words.text("cli.password.unlike"))
    return first
