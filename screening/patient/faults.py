"""Collects what is wrong with a history, each with its path, so that all of it is told at once."""

from collections.abc import Collection, Mapping
from typing import Any

from screening.errors import InputError, Problem, nearest, said
from screening.patient.values import named, parse_day, quoted

# Whoever has made this many mistakes handed in something else; the rest is not worth the wait.
MOST_PROBLEMS = 1_000
_LONGEST_NAME = 60


class Faults:
    """The problems found so far."""

    def __init__(self, source: str = "") -> None:
        self.source = source
        self.problems: list[Problem] = []

    def wrong(self, path: str, text: str) -> None:
        """Note one problem; InputError once there are far too many."""
        self.problems.append(Problem(path, text))
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(Problem("", said("history.more")))
            self.refuse()

    def refuse(self) -> None:
        """Raise InputError if there is any problem."""
        if self.problems:
            raise InputError(self.problems, self.source)

    def is_object(self, data: Any, path: str, known: Collection[str]) -> bool:
        """Say whether it is an object, and note every key that nobody knows."""
        if not isinstance(data, Mapping):
            self.wrong(path, said("history.no_object", given=named(data)))
            return False
        for key in data:
            if key not in known:
                name = str(key)[:_LONGEST_NAME]
                self.wrong(f"{path}.{name}" if path else name, said("history.unknown_key", near=nearest(name, known)))
        return True

    def text(self, data: Any, path: str) -> str:
        """Read words; nothing where there are none."""
        if data is not None and not isinstance(data, str):
            self.wrong(path, said("history.no_text", given=named(data)))
        return data if isinstance(data, str) else ""

    def flag(self, data: Any, path: str) -> bool:
        """Read true or false; false where it is not given."""
        if data is not None and not isinstance(data, bool):
            self.wrong(path, said("history.no_flag", given=named(data)))
        return data is True

    def moment(self, data: Any, path: str) -> tuple[int | None, int | None]:
        """Read a day or a day and time, which may be absent, into (day, minute)."""
        if data is None:
            return None, None
        day = parse_day(data)
        if day is None:
            self.wrong(path, said("history.no_moment", given=quoted(data)))
            return None, None
        return day
