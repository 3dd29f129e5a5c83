"""The rows that were left out, counted by column and reason while the report of them is written."""

from collections import Counter
from collections.abc import Iterable, Iterator

from screening.cohort.cells import Check
from screening.cohort.judging import Fault
from screening.cohort.run import BadCount, BadRow

_FIRST = 100


class LeftOut:
    """Counts the faults that go by, and keeps the first of them."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._checks: dict[tuple[str, str, str], Check] = {}
        self._first: list[BadRow] = []

    def heard(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Count faults as they go by."""
        for fault in faults:
            check, file = fault.check, fault.file
            key = (file, check.column, check.code)
            self._counts[key] += 1
            self._checks[key] = check
            if len(self._first) < _FIRST:
                self._first.append(BadRow(fault.row, check.column, check.code, check.values, file))
            yield fault

    def counts(self) -> tuple[BadCount, ...]:
        """Give how many rows have each fault, the commonest first."""
        return tuple(
            BadCount(column, code, rows, self._checks[file, column, code].values, file)
            for (file, column, code), rows in self._counts.most_common()
        )

    def first(self) -> tuple[BadRow, ...]:
        """Give the first faults, in the order of their rows."""
        return tuple(self._first)
