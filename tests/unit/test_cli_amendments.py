"""`eligo protocol sign`, `activate` and `due`: an amendment comes into use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.amended import amended
from tests.store.act_samples import answered
from tests.store.service_samples import ON, someone, with_answer
from tests.store.staffed import COORDINATOR, DOCTOR, as_coordinator, begin_staffed

Run = Callable[..., tuple[int, str, str]]


def test_an_amendment_comes_into_use(eligo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused without approval or signature; then who is to be judged again is listed, until it is done."""
    folder, file = tmp_path / "site", tmp_path / "amended.toml"
    begin_staffed(folder)
    file.write_text(amended().to_toml(), "utf-8")
    data = with_answer(
        answered("eligible", someone("A")), platelets=[{"value": "80", "unit": "10*9/L", "on": "2026-11-22"}]
    )
    with as_coordinator(folder) as site:
        seq = site.save(data, ON).seq
    given = ("--data", str(folder), "--user", DOCTOR[0])
    monkeypatch.setenv("ELIGO_PASSWORD", DOCTOR[1])
    activate = ("protocol", "activate", str(file), *given)
    status, _, err = eligo(*activate, "--approved", "2026-11-12")
    assert status == 3 and "signed for the rules of just this file" in err
    status, out, err = eligo("protocol", "sign", str(file), *given)
    assert (status, err) == (0, "") and "Xu Dan signed for the rules of 2026-amended" in out
    status, _, err = eligo(*activate)
    assert status == 3 and "on which day" in err
    status, out, err = eligo(*activate, "--approved", "2026-11-12", "--reference", "EC 2026-114")
    assert (status, err) == (0, "") and "screens by 2026-amended from now on" in out and "eligo protocol due" in out
    out = eligo("protocol", "due", *given)[1]
    assert "SH04-0001" in out and "Open: judge again" in out and "I3: Not met → Met" in out
    trail = eligo("log", "trail", "--kind", "protocol_activated", "--kind", "rules_reviewed", *given)[1]
    assert "approved on 2026-11-12 by the ethics committee" in " ".join(trail.split())
    assert "Xu Dan signed for the rules of" in " ".join(trail.split())
    with as_coordinator(folder) as site:
        site.save(data, ON, former=seq)
    assert "Nobody is to be judged" in eligo("protocol", "due", *given)[1]
    monkeypatch.setenv("ELIGO_PASSWORD", COORDINATOR[1])
    status, _, err = eligo("protocol", "sign", str(file), "--data", str(folder), "--user", COORDINATOR[0])
    assert status == 4 and err
