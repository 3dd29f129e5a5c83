"""The site's own rules: what they are at first, who changes them, and what becomes due by them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.errors import AccessError, InputError
from screening.ledger import Ledger
from screening.service import back_up
from screening.service.rules import RULES
from tests.store.service_samples import begun
from tests.store.staffed import as_coordinator, as_doctor, begin_staffed


def in_days(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let the book think that it is another day."""
    monkeypatch.setattr(Ledger, "now", lambda _: (datetime.now(UTC) + timedelta(days=days)).isoformat())


def test_a_backup_becomes_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R4: so many days after the last one, or after the book was begun where there was none."""
    with begun(tmp_path / "site") as site:
        assert not site.rules.backup_is_due()
        in_days(monkeypatch, 6.9)
        assert not site.rules.backup_is_due()
        in_days(monkeypatch, 7.1)
        assert site.rules.backup_is_due()
        site.rules.change("backup_days", 8)
        assert not site.rules.backup_is_due()
        in_days(monkeypatch, 8.1)
        assert site.rules.backup_is_due()
        monkeypatch.undo()
        back_up(site, tmp_path / "copy.backup")
        assert not site.rules.backup_is_due()
        in_days(monkeypatch, 8.1)
        assert site.rules.backup_is_due()


def test_a_rule_stays_within_its_bounds(tmp_path: Path) -> None:
    """The least and the most can be chosen, nothing beyond; a rule that is not there is told with the nearest."""
    with begun(tmp_path) as site:
        assert site.rules.all() == {name: rule.usual for name, rule in RULES.items()}
        for name, rule in RULES.items():
            for value in (rule.least, rule.most):
                site.rules.change(name, value)
                assert site.rules.get(name) == value
            for value in (rule.least - 1, rule.most + 1):
                with pytest.raises(InputError, match=f"{rule.least} to {rule.most}"):
                    site.rules.change(name, value)
        with pytest.raises(InputError, match="can be: idle_minutes"):
            site.rules.change("idle_minute", 5)
        assert site.rules.all() == {name: rule.most for name, rule in RULES.items()}


def test_a_rule_is_changed_by_the_administrator_alone_and_holds_for_all(tmp_path: Path) -> None:
    """S2, S18: another program, open meanwhile, goes by it at once."""
    begin_staffed(tmp_path / "site")
    with as_coordinator(tmp_path / "site") as site, as_doctor(tmp_path / "site") as doctor:
        with pytest.raises(AccessError) as refused:
            doctor.rules.change("idle_minutes", 60)
        assert refused.value.code == "not_permitted.administer"
        entry = site.rules.change("idle_minutes", 3)
        assert entry is not None
        assert (entry.payload["old"], entry.payload["new"], entry.role) == (10, 3, "administrator")
        assert doctor.rules.get("idle_minutes") == 3
