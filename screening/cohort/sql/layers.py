"""Named expressions: each is written once, and later ones read it by its name."""

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
