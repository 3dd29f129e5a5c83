"""Finding protocols: what ships, what a site adds, and the nearest name for what isn't there."""

from datetime import date
from pathlib import Path

import pytest

from screening.errors import InputError, UsageError
from screening.protocol.catalogue import catalogue, find
from tests.unit.protocol_text import SMALL, planted


def test_the_shipped_protocols_are_listed_the_newest_of_an_id_first() -> None:
    """All four files ship, ordered by id and age, each known by its header."""
    assert [one.reference for one in catalogue().listed] == [
        "NCT03976882@2024-published",
        "NCT03976882@2019-registered",
        "NCT03976882@2025-follow-up",
        "NCT05864014@2023-registered",
    ]
    assert all(one.ships and one.status == "unverified" for one in catalogue().listed)


def test_an_id_alone_is_its_newest_usable_version() -> None:
    """The older design of the same number is found by its version, and says why nobody is screened with it."""
    assert find("NCT03976882").version == "2024-published"
    older = find("NCT03976882@2019-registered")
    assert older.unusable is not None and "incomplete" in older.unusable.in_("en")
    assert older.load().id == "NCT03976882"
    assert find("NCT03976882").unusable is None


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("NCT03976828", 'did you mean "NCT03976882"'),
        ("NCT03976882@2024-publised", 'did you mean "2024-published"'),
        ("NCT05864014@x", "it can be: 2023-registered"),
        ("", "there is no protocol"),
        ("@", "there is no protocol"),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(reference: str, words: str) -> None:
    """A misspelt id or version is a usage error that says what there is."""
    with pytest.raises(UsageError) as caught:
        find(reference)
    assert words in str(caught.value)


def test_a_site_adds_files_of_its_own(tmp_path: Path) -> None:
    """Files in a site's folder stand beside those that ship; a newer one becomes its id's default."""
    (tmp_path / "a.toml").write_text(SMALL, "utf-8")
    (tmp_path / "b.toml").write_text(planted('version = "1"', 'version = "2"').replace("2026-01-01", "2026-02-01"))
    (tmp_path / "notes.txt").write_text("no protocol")
    assert find("TEST-1", tmp_path).version == "2"
    assert find("TEST-1@1", tmp_path).dated == date(2026, 1, 1)
    assert not find("TEST-1", tmp_path).ships
    assert find("NCT05864014", tmp_path).ships


def test_a_faulty_file_hides_no_other(tmp_path: Path) -> None:
    """A header that can't be read, and a version that is there already, are told apart from the rest."""
    (tmp_path / "good.toml").write_text(SMALL, "utf-8")
    (tmp_path / "copy.toml").write_text("# the same version again\n" + SMALL, "utf-8")
    (tmp_path / "bad.toml").write_text(planted("dated = 2026-01-01", "dated = 3"), "utf-8")
    (tmp_path / "worse.toml").write_bytes(b"\xff\xfe")
    found = catalogue(tmp_path)
    assert [one.reference for one in found.listed if not one.ships] == ["TEST-1@1"]
    told = "\n".join(str(one) for one in found.faulty)
    assert len(found.faulty) == 3
    assert "protocol.dated" in told and "not UTF-8" in told and "a new file needs a new version" in told


def test_only_unusable_versions_are_no_default(tmp_path: Path) -> None:
    """Where every version is unusable, the refusal names them."""
    text = planted('status = "unverified"', 'status = "unverified"\nunusable.en = "It is cut."')
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match="TEST-1@1"):
        find("TEST-1", tmp_path)
    assert find("TEST-1@1", tmp_path).unusable is not None


def test_the_header_may_stand_anywhere(tmp_path: Path) -> None:
    """A header behind other tables is found too, and the rest of a faulty file is refused on loading."""
    head, _, rest = SMALL.partition("[[assumption]]")
    (tmp_path / "a.toml").write_text("[[assumption]]" + rest + head, "utf-8")
    (tmp_path / "b.toml").write_text(planted('version = "1"', 'version = "2"').replace("below = 75", "below = []"))
    assert find("TEST-1@1", tmp_path).load().id == "TEST-1"
    with pytest.raises(InputError, match=r"criterion\.I1\.rule"):
        find("TEST-1@2", tmp_path).load()
