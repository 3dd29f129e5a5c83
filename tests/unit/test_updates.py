"""A newer version is told of only where a person gave an address, and a notice is never more than read."""

from pathlib import Path

import pytest

from screening.errors import RefusedError
from screening.service.updates import newer_version
from screening.settings import Preferences


@pytest.mark.parametrize(
    ("named", "found"), [("0.2.0", "0.2.0"), ("0.10", "0.10"), ("0.1.0", None), ("0.0.9", None), ("0.1", None)]
)
def test_a_notice_names_a_newer_version(tmp_path: Path, named: str, found: str | None) -> None:
    notice = tmp_path / "eligo.json"
    notice.write_text(f'{{"version": "{named}"}}', "utf-8")
    assert newer_version(str(notice), mine="0.1.0") == found


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 2}', '{"version": "0.2.0; rm"}', "\xff", "[" * 100_000]
)
def test_what_is_no_notice_is_told_as_such(tmp_path: Path, content: str) -> None:
    notice = tmp_path / "eligo.json"
    notice.write_text(content, "latin-1")
    with pytest.raises(RefusedError, match=r"eligo\.json") as refusal:
        newer_version(str(notice))
    assert refusal.value.code == "updates_no_notice"


@pytest.mark.parametrize("address", ["http://127.0.0.1/eligo.json", "ftp://x/y", "file:///etc/hosts", "/no/such/file"])
def test_what_can_not_be_read_is_told_as_such(address: str) -> None:
    """Nothing but TLS goes over a network."""
    with pytest.raises(RefusedError) as refusal:
        newer_version(address)
    assert refusal.value.code == "updates_unreachable"


def test_nobody_is_asked_by_default() -> None:
    assert Preferences().updates == ""
