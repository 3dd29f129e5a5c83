"""The exceptions, whose fault each is, and the exit code a command ends with.

A malformed file is an error; an ineligible patient is a result and never comes near this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


class Said(str):
    """A sentence in English that knows its code and its values, so that it can be said in another language.

    `code` names the sentence `problem.CODE`.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, object]


def said(code: str, **values: object) -> Said:
    """Say the sentence `problem.CODE`; a value may be such a sentence itself."""
    from screening.texts import texts_of

    made = Said(texts_of("en")[f"problem.{code}"].format(**values))
    made.code, made.values = code, values
    return made


def again(problem: "Problem") -> str:
    """Give the sentence of a problem, which knows its code where it had one."""
    if not problem.code or problem.code.startswith("refused."):
        return problem.text
    return said(problem.code, **problem.values)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (a path such as `answers.platelets[0].unit`) and what to do about it.

    `code` names the sentence `problem.CODE` where there is one in every language, or a refusal's; `values` fill it.
    """

    place: str
    text: str
    line: int | None = None
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Take code and values from a sentence that knows them."""
        if isinstance(self.text, Said):
            for name, value in (("code", self.text.code), ("values", self.text.values), ("text", str(self.text))):
                object.__setattr__(self, name, value)

    def __str__(self) -> str:
        line = f" (line {self.line})" if self.line else ""
        return f"{self.place}{line}: {self.text}" if self.place else f"{self.text}{line}"


class EligoError(Exception):
    """Something a person can put right; shown without a traceback."""

    exit_code = 1


class UsageError(EligoError):
    """The command was called in a way it does not understand."""

    exit_code = 2


class InputError(EligoError):
    """A file or an answer is malformed; carries every problem found, not just the first."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem] | str, source: str = "") -> None:
        found = (Problem("", problems),) if isinstance(problems, str) else tuple(problems)
        self.source = source
        self.problems = found
        super().__init__("\n".join(self.lines()))

    @classmethod
    def joined(cls, failures: Iterable["InputError"]) -> "InputError":
        """Make one error of several, each problem with its source before its place."""
        return InputError(
            replace(one, place=": ".join(part for part in (error.source, one.place) if part))
            for error in failures
            for one in error.problems
        )

    def lines(self) -> list[str]:
        """Give one line a problem, the source's name before its place."""
        prefix = f"{self.source}: " if self.source else ""
        return [f"{prefix}{problem}" for problem in self.problems]


class RefusedError(InputError):
    """An act that has no place now, mostly because something else comes first.

    `code` names the sentence `refused.CODE`, `values` fill it; `sentence` is it in English, `place` what it is about.
    """

    def __init__(self, code: str, sentence: str, place: str = "", **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__([Problem(place, sentence, code=f"refused.{code}", values=values)])


class AccessError(EligoError):
    """Somebody may not come in, or not do this; `code` names the sentence `access.CODE`, `values` fill it."""

    exit_code = 4

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(sentence.format(**values))


class StoreError(EligoError):
    """The store can't be used as it is: locked, full, damaged, or from a newer program.

    `code` names the sentence `store.CODE`, `values` fill it.
    """

    exit_code = 4

    def __init__(self, sentence: str, code: str = "", **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(sentence)


def nearest(name: str, known: Iterable[str]) -> Said | str:
    """Suggest the nearest valid name as ` (did you mean "x"?)`, or list the valid ones, or nothing."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return said("near.close", name=close[0])
    if 0 < len(names) <= 12:
        return said("near.among", names=", ".join(names))
    return ""
