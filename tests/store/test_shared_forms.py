"""Unsaved forms of a shared book while its server is away: kept sealed on the computer, then brought there."""

from pathlib import Path

import pytest

from screening.errors import StoreError
from screening.ledger import Ledger, LedgerError, UnsavedForms
from screening.service.forms import SharedForms
from screening.settings import FORMS
from tests.store.ledger_samples import KEY, OTHER_KEY, Ticking


class Shaky(UnsavedForms):
    """The forms of a store whose server can be away."""

    fault = ""

    def _refuse(self) -> None:
        if self.fault:
            raise LedgerError(self.fault, Path("there"))

    def put(self, id: str, study: str, content: str) -> None:
        self._refuse()
        super().put(id, study, content)

    def delete(self, id: str) -> None:
        self._refuse()
        super().delete(id)


@pytest.fixture
def there(tmp_path: Path) -> Shaky:
    ledger = Ledger.create(tmp_path / "log.db", KEY, clock=Ticking())
    return Shaky(ledger._database, ledger.now)


def shared(there: Shaky, folder: Path, key: bytes = KEY) -> SharedForms:
    return SharedForms(there, folder, key, there._now)


def test_what_is_typed_while_the_server_is_away_is_kept_and_goes_there(there: Shaky, tmp_path: Path) -> None:
    """R14: sealed meanwhile, also over the end of the program; what was dropped meanwhile is dropped there too."""
    forms = shared(there, tmp_path)
    forms.put("old", "S1", "{}")
    forms.put("gone", "S1", "{}")
    there.fault = "away"
    forms.put("f1", "S1", '{"name": "张三"}')
    forms.put("f2", "S2", "{}")
    forms.delete("gone")
    assert [one.id for one in forms.list()] == ["f2", "f1", "old"]
    assert [one.id for one in forms.list("S1")] == ["f1", "old"]
    assert "张三".encode() not in (tmp_path / FORMS).read_bytes()
    assert shared(there, tmp_path, OTHER_KEY).get("f1") is None
    again = shared(there, tmp_path)
    assert (kept := again.get("f1")) is not None and kept.content == '{"name": "张三"}'
    there.fault = ""
    assert [one.id for one in again.list()] == ["f2", "f1", "old"]
    assert not (tmp_path / FORMS).exists() and {one.id for one in there.list()} == {"f1", "f2", "old"}


def test_what_is_wrong_otherwise_is_told(there: Shaky, tmp_path: Path) -> None:
    there.fault = "full"
    with pytest.raises(StoreError, match="full"):
        shared(there, tmp_path).put("f1", "S1", "{}")
