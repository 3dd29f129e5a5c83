"""Named expressions: each is written once, and later ones read it by its name."""

from collections.abc import Iterator

from sqlglot import exp

from screening.cohort.sql.operators import Sql, column


class Layer:
    """The expressions of one step of the statement, by name."""

    def __init__(self) -> None:
        self.columns: dict[str, Sql] = {}
        self._names: dict[str, str] = {}

    def keep(self, one: Sql, called: str) -> Sql:
        """Name an expression, unless it has a name, and give its column."""
        written = one.sql()
        name = self._names.get(written)
        if name is None:
            name = self._names[written] = f"{called} {len(self.columns) + 1}"
            self.columns[name] = one
        return column(name)

    def steps(self, called: str) -> Iterator[tuple[str, dict[str, Sql]]]:
        """Give the expressions step by step: not every dialect lets one read another that stands beside it."""
        found: list[dict[str, Sql]] = []
        for name, one in self.columns.items():
            read = {inner.name for inner in one.find_all(exp.Column)}
            place = max((place for place, step in enumerate(found, 1) if read & step.keys()), default=0)
            if place == len(found):
                found.append({})
            found[place][name] = one
        for place, step in enumerate(found, 1):
            yield called if place == 1 else f"{called} {place}", step
