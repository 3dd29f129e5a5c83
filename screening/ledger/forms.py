"""Forms that are not saved yet: they change and go, in the encrypted store but outside the chain."""

from collections.abc import Callable
from typing import NamedTuple

from screening.ledger.dialect import Dialect


class UnsavedForm(NamedTuple):
    """A form somebody has begun: `updated_at` is UTC, `content` is JSON text of the form's own making."""

    id: str
    study: str
    updated_at: str
    content: str

    def __repr__(self) -> str:
        return f"UnsavedForm(id={self.id!r}, study={self.study!r}, updated_at={self.updated_at!r})"


class UnsavedForms:
    """The forms parked in one store."""

    def __init__(self, database: Dialect, now: Callable[[], str]) -> None:
        self._database = database
        self._now = now

    def put(self, id: str, study: str, content: str) -> None:
        """Keep a form, in place of what was kept under its id."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO draft (id, study, updated_at, blob) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE"
                " SET study = excluded.study, updated_at = excluded.updated_at, blob = excluded.blob",
                (id, study, self._now(), self._database.concealed(content)),
            )

    def get(self, id: str) -> UnsavedForm | None:
        """Give one form, None where there is none of that id."""
        found = self._database.rows("SELECT id, study, updated_at, blob FROM draft WHERE id = ?", (id,))
        return self._read(found[0]) if found else None

    def list(self, study: str | None = None) -> list[UnsavedForm]:
        """Give the forms of a study, or of all, the one touched last first."""
        which, values = ("", ()) if study is None else (" WHERE study = ?", (study,))
        found = self._database.rows(
            f"SELECT id, study, updated_at, blob FROM draft{which} ORDER BY updated_at DESC, id", values
        )
        return [self._read(row) for row in found]

    def delete(self, id: str) -> None:
        """Drop a form, if it is there."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM draft WHERE id = ?", (id,))

    def _read(self, row: tuple[str, str, str, str]) -> UnsavedForm:
        return UnsavedForm(*row[:3], self._database.revealed(row[3]))
