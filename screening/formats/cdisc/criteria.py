"""The protocol's criteria as TI has them, every version whole; a criterion that was changed is a new one there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from screening.formats.cdisc.datasets import Dataset, Row, dataset
from screening.formats.cdisc.terms import plain
from screening.formats.cdisc.texts import shortened
from screening.protocol import Criterion, Protocol

CATEGORY = {"inclusion": "INCLUSION", "exclusion": "EXCLUSION"}


@dataclass(frozen=True, slots=True)
class Named:
    """A criterion as CDISC names it."""

    code: str
    text: str
    category: str


class Criteria:
    """The criteria of all versions, each under its short name: its number, with a letter after it once changed."""

    def __init__(self, study: str, protocols: tuple[Protocol, ...]) -> None:
        self._study, self._protocols = study, protocols
        self._versions = _versions(protocols)
        self._codes = _codes(protocols)

    def named(self, criterion: str, protocol: Protocol) -> Named | None:
        """Give a criterion by its number in a protocol; None where that version has none of it."""
        return next((self._named(one) for one in protocol.criterion if one.id == criterion), None)

    def version(self, protocol: Protocol) -> str:
        """Name the version of the criteria."""
        return self._versions[protocol.fingerprint]

    def ti(self) -> Dataset:
        """Give TI: one row a criterion and version."""
        return dataset("TI", self._rows())

    def _rows(self) -> Iterator[Row]:
        for protocol in self._protocols:
            for one in protocol.criterion:
                named = self._named(one)
                yield {
                    "STUDYID": self._study,
                    "DOMAIN": "TI",
                    "IETESTCD": named.code,
                    "IETEST": named.text,
                    "IECAT": named.category,
                    "TIVERS": self.version(protocol),
                }

    def _named(self, criterion: Criterion) -> Named:
        text, category = _identity(criterion)
        return Named(self._codes[text, category], text, category)


def long_ones(protocols: tuple[Protocol, ...]) -> list[str]:
    """Name the criteria whose words TI does not hold to the end, as `I2 (2019-registered)`."""
    return [
        f"{one.id} ({protocol.version})"
        for protocol in protocols
        for one in protocol.criterion
        if shortened(words := plain(one.text.in_("en"))) != words
    ]


def _identity(criterion: Criterion) -> tuple[str, str]:
    """Give what makes a criterion the same one in another version: its words, in English, and its kind."""
    return shortened(plain(criterion.text.in_("en"))), CATEGORY[criterion.kind]


def _versions(protocols: tuple[Protocol, ...]) -> Mapping[str, str]:
    """Name each version; two of one name are told apart by the beginning of their fingerprints."""
    often = Counter(one.version for one in protocols)
    return {
        one.fingerprint: one.version if often[one.version] == 1 else f"{one.version} {one.fingerprint[:8]}"
        for one in protocols
    }


def _codes(protocols: tuple[Protocol, ...]) -> Mapping[tuple[str, str], str]:
    """Give every criterion its IETESTCD: the first to bear a number keeps it, others of that number get a letter."""
    codes: dict[tuple[str, str], str] = {}
    taken = {one.id for protocol in protocols for one in protocol.criterion}
    first: set[str] = set()
    for protocol in protocols:
        for one in protocol.criterion:
            if _identity(one) in codes:
                continue
            code = _free(one.id, taken) if one.id in first else one.id
            first.add(one.id)
            taken.add(code)
            codes[_identity(one)] = code
    return codes


def _free(number: str, taken: set[str]) -> str:
    letters: list[str] = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
    named = (number[: 8 - len(one)] + one for one in letters)
    return next(one for one in named if one not in taken)
