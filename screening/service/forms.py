"""Unsaved forms of a shared book: sealed on its server, or, while that is away, in this computer's folder."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from screening.access import WrongKeyError, unwrap, wrap
from screening.errors import StoreError
from screening.ledger import UnsavedForm, UnsavedForms
from screening.service.files import write_whole
from screening.settings import FORMS

AWAY = ("away", "crowded", "unsure")
"""Codes of a store that can't be reached now, and will be again."""

_PURPOSE = "unsaved forms"
_T = TypeVar("_T")


class SharedForms:
    """The same as the forms of the store; what could not be brought there is, with the next that can."""

    def __init__(self, forms: UnsavedForms, folder: Path, key: bytes, now: Callable[[], str]) -> None:
        self._forms, self._path, self._key, self._now = forms, folder / FORMS, key, now
        self._lock = Lock()
        self._waiting = self._read()

    def put(self, id: str, study: str, content: str) -> None:
        """Keep a form, in place of what was kept under its id."""
        with self._lock:
            self._waiting[id] = (study, self._now(), content)
            if not self._hand_over():
                self._write()

    def get(self, id: str) -> UnsavedForm | None:
        """Give one form, None where there is none of that id."""
        return next((form for form in self.list() if form.id == id), None)

    def list(self, study: str | None = None) -> "list[UnsavedForm]":
        """Give the forms of a study, or of all, the one touched last first."""
        with self._lock:
            self._hand_over()
            there = _unless_away(lambda: self._forms.list(study)) or []
            ours = [UnsavedForm(id, *said) for id, said in self._waiting.items() if said is not None]
        found = [form for form in there if form.id not in self._waiting]
        found += [form for form in ours if study in (None, form.study)]
        return sorted(found, key=lambda form: form.updated_at, reverse=True)

    def delete(self, id: str) -> None:
        """Drop a form, if it is there."""
        with self._lock:
            self._waiting[id] = None
            if not self._hand_over():
                self._write()

    def _hand_over(self) -> bool:
        """Bring what waits to the server; False where it is away."""
        had = bool(self._waiting)
        for id, said in list(self._waiting.items()):
            if not _unless_away(partial(self._bring, id, said)):
                return False
            del self._waiting[id]
        if had and self._path.exists():
            self._path.unlink(missing_ok=True)
        return True

    def _bring(self, id: str, said: tuple[str, str, str] | None) -> bool:
        if said is None:
            self._forms.delete(id)
        else:
            study, _, content = said
            self._forms.put(id, study, content)
        return True

    def _write(self) -> None:
        sealed = wrap(json.dumps(self._waiting).encode(), self._key, _PURPOSE)
        write_whole(self._path, f"{sealed.hex()}\n")

    def _read(self) -> dict[str, tuple[str, str, str] | None]:
        """Give what waits since an earlier session; what can't be opened was another book's."""
        try:
            said = json.loads(unwrap(bytes.fromhex(self._path.read_text("ascii")), self._key, _PURPOSE))
        except (OSError, ValueError, WrongKeyError):
            return {}
        return {id: None if form is None else (form[0], form[1], form[2]) for id, form in said.items()}


def _unless_away(act: Callable[[], _T]) -> _T | None:
    try:
        return act()
    except StoreError as error:
        if error.code not in AWAY:
            raise
        return None
