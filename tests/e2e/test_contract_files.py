"""Protocol files as the design sketches them, and a site's book that meets every misfortune, from outside."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from screening.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "first-patient.json"
_SOMEBODY = 65_534
COMMAND = [sys.executable, "-m", "screening.cli"]

# Section 3 of the design, with nothing in it that the design doesn't name.
SKETCH = """
[protocol]
id = "NCT03976882"
version = "2024-published"
title.en = "Hetrombopag for chemotherapy-induced thrombocytopenia in advanced solid tumours"
source = "Published design, as summarised in the technical guide of December 2025"
status = "unverified"        # "verified" only when a named person has held it against the protocol document
[[assumption]]               # what the source leaves open and this file had to decide; shown wherever a verdict is
on = "I3"
text.en = "A platelet count counts for 3 days."

[field.platelets]
ask.en = "Platelet count"
kind = "lab"                 # a dated series; the latest valid result counts
unit = "10*9/L"              # UCUM; other units convert or are refused, never guessed
also = ["10*3/uL", "/uL", "10*4/uL", "G/L", "/mm3"]
plausible = [0, 1500]
loinc = ["777-3", "26515-7"]

[[criterion]]
id = "I3"
kind = "inclusion"
text.en = "Platelet count below 75 × 10⁹/L"
where = "technical guide, Patient Population"
rule = { lab = "platelets", below = 75, good_for_days = 3 }
examples = [
  { on = 2026-11-24, platelets = "74.9 10*9/L 2026-11-24", gives = "met" },
  { on = 2026-11-24, platelets = "75 10*9/L 2026-11-24",   gives = "not_met" },
  { on = 2026-11-24, platelets = "68000 /uL 2026-11-24",   gives = "met" },
  { on = 2026-11-28, platelets = "68 10*9/L 2026-11-24",   gives = "unknown" },
]
"""
SECOND = """
[[criterion]]
id = "I4"
kind = "inclusion"
text.en = "Another"
rule = { lab = "platelets", at_least = 80, good_for_days = 3 }
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main([str(one) for one in arguments])
        return status, *capsys.readouterr()

    return run


# Protocol files


def test_the_sketch_of_the_design_is_a_protocol(run: Run, tmp_path: Path) -> None:
    """What it leaves out may be left out, and a patient can be judged by it."""
    path = tmp_path / "sketch.toml"
    path.write_text(SKETCH, "utf-8")
    assert run("protocol", "check", path)[0] == 0
    status, out, _ = run("assess", SAMPLE, "--on", "2026-11-23", "--json", "--protocol", path)
    assert status == 3 and out == ""  # it asks for less than the sample answers
    patient = tmp_path / "patient.json"
    patient.write_text('{"answers": {"platelets": {"value": "68", "unit": "K/uL", "on": "2026-11-22"}}}', "utf-8")
    status, out, _ = run("assess", patient, "--on", "2026-11-23", "--json", "--protocol", path)
    assert (status, json.loads(out)["verdict"]) == (0, "eligible")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("loinc =", "lionc =", ["field.platelets.lionc", "loinc"]),
        ("where =", "wehre =", ["criterion.I3.wehre", "where"]),
        ("good_for_days", "good_for_day", ["criterion.I3.rule.good_for_day", "good_for_days"]),
        ('"75 10*9/L', '"74 10*9/L', ["criterion.I3.examples[1]", 'gives "met" where "not_met"']),
        ('platelets = "75', 'platlets = "75', ["criterion.I3.examples[1].platlets", "platelets"]),
        ('lab = "platelets"', 'lab = "platlets"', ["criterion.I3.rule.lab", "platelets"]),
        ("[[criterion]]", '[field.spare]\nkind = "date"\nask.en = "?"\n[[criterion]]', ["field.spare", "never used"]),
        ("[0, 1500]", "[1500, 0]", ["field.platelets.plausible", "upside down"]),
        ("below = 75", "between = [75, 30]", ["criterion.I3.rule", "upside down"]),
        ("# what", SECOND, ["criterion.I4", "I3"]),
        ('text.en = "Platelet', 'text = "Platelet', ["criterion.I3.text", "text.en"]),
        ('on = "I3"', 'on = "I9"', ["assumption[0].on", "I3"]),
    ],
)
def test_a_faulty_file_is_refused(old: str, new: str, told: list[str], run: Run, tmp_path: Path) -> None:
    """With the file, the place, the line and the nearest name."""
    assert SKETCH.count(old) == 1, old
    text = SKETCH + new if new is SECOND else SKETCH.replace(old, new)
    path = tmp_path / "faulty.toml"
    path.write_text(text, "utf-8")
    status, out, err = run("protocol", "check", path)
    assert (status, out) == (3, "")
    line = next(one for one in err.splitlines() if all(part in one for part in told))
    assert line.startswith(f"{path}: ") and "(line " in line


def test_no_fault_hides_another(run: Run, tmp_path: Path) -> None:
    """An unknown key, a wrong example, an unused field and an unknown criterion come in one refusal."""
    text = SKETCH.replace("where =", "wehre =").replace('"75 10*9/L', '"74 10*9/L').replace('on = "I3"', 'on = "I9"')
    text = text.replace("loinc =", "lionc =") + SECOND.replace("80,", "80, unti = 1,").replace('"platelets"', '"plt"')
    path = tmp_path / "faulty.toml"
    path.write_text(text + '[field.spare]\nkind = "date"\nask.en = "?"\n', "utf-8")
    _, _, err = run("protocol", "check", path)
    places = {line.removeprefix(f"{path}: ").partition(" (line")[0] for line in err.splitlines()}
    assert places == {
        *("assumption[0].on", "field.platelets.lionc", "field.spare", "criterion.I3.wehre", "criterion.I3.examples[1]"),
        *("criterion.I4.rule.unti", "criterion.I4.rule.lab"),
    }


# A site's book


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin a book with one case, once."""
    folder = tmp_path_factory.mktemp("begun") / "site"
    assert main(["site", "init", "--data", str(folder), "--site", "SH04", "--user", "Lin"]) == 0
    assert main(["log", "add", str(SAMPLE), "--on", "2026-11-24", "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def site(begun: Path, tmp_path: Path) -> Path:
    return shutil.copytree(begun, tmp_path / "site")


def commands(site: Path, out: Path) -> list[tuple[object, ...]]:
    return [
        ("log", "add", SAMPLE, "--on", "2026-11-24", "--data", site),
        ("log", "list", "--data", site),
        ("log", "verify", "--data", site),
        ("log", "export", "--format", "csv", "-o", out, "--data", site),
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def _key_of_another(site: Path) -> None:
    (site / "eligo.key").write_text("ab" * 32)


def _cut(length: int) -> Callable[[Path], None]:
    return lambda site: os.truncate(site / "eligo.db", length)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "the key is gone": lambda site: (site / "eligo.key").unlink(),
    "the key is no key": lambda site: (site / "eligo.key").write_text("hello"),
    "the key is another's": _key_of_another,
    "the key is empty": lambda site: os.truncate(site / "eligo.key", 0),
    "the book is empty": _cut(0),
    "the book is cut to a page": _cut(4096),
    "the book is cut": _cut(40_000),
    "the book is text": lambda site: (site / "eligo.db").write_text("hello" * 2_000),
    "the book is gone": lambda site: (site / "eligo.db").unlink(),
    "there is nothing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_folder_is_told_and_left_alone(damage: str, site: Path, run: Run, tmp_path: Path) -> None:
    """By every command: exit 4, one sentence, and nothing written."""
    DAMAGE[damage](site)
    before = contents(site) if site.exists() else {}
    for command in commands(site, tmp_path / "copy.csv"):
        status, out, err = run(*command)
        assert (status, out, err.count("\n")) == (4, "", 1), err
        assert "not your doing" not in err
    assert (contents(site) if site.exists() else {}) == before
    assert not (tmp_path / "copy.csv").exists()


@pytest.fixture
def owned(begun: Path) -> Iterator[Path]:
    """Copy the book to where somebody without an administrator's rights has it for their own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        site = shutil.copytree(begun, folder / "site")
        if os.geteuid() == 0:
            for one in (folder, site, *site.iterdir()):
                shutil.chown(one, _SOMEBODY)
        yield site


@contextmanager
def powerless() -> Iterator[None]:
    """Go without an administrator's rights for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights are kept otherwise there")
@pytest.mark.parametrize("closed", [".", "eligo.db", "eligo.key"])
def test_without_the_right_to_read_it_says_so(closed: str, owned: Path, run: Run) -> None:
    """A folder, a book, a key that is closed to us."""
    (owned / closed).chmod(0)
    with powerless():
        for command in commands(owned, owned.parent / "copy.csv"):
            status, out, err = run(*command)
            assert (status, out, err.count("\n")) == (4, "", 1), err
    (owned / closed).chmod(0o700)
    assert list(owned.parent.iterdir()) == [owned]


@pytest.mark.skipif(os.name != "posix", reason="rights are kept otherwise there")
def test_a_copy_goes_where_it_may_and_nowhere_else(owned: Path, run: Run) -> None:
    """Not into a closed folder or none, and never in the place of the book or its key."""
    key = contents(owned)["eligo.key"]
    closed = owned.parent / "closed"
    closed.mkdir(0)
    places = (owned / "eligo.db", owned / "eligo.key", owned, closed / "copy.csv", closed / "in" / "copy.csv")
    with powerless():
        for place in places:
            status, out, err = run("log", "export", "--format", "csv", "--data", owned, "-o", place)
            assert (status, out, err.count("\n")) == (4, "", 1) and err.startswith(str(place)), err
    closed.chmod(0o700)
    assert list(closed.iterdir()) == [] and contents(owned)["eligo.key"] == key
    assert run("log", "verify", "--data", owned)[1].startswith("Whole")


def eligo(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    # Without the measuring of coverage, which would want to write on the full disk too.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**plain, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [*COMMAND, *map(str, arguments)]
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False, timeout=120, **how)


def _no_room() -> None:
    """Let this process write no byte into any file, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.skipif(os.name != "posix", reason="limits are set otherwise there")
def test_a_full_disk_leaves_nothing_half_written(site: Path, tmp_path: Path) -> None:
    """R6: neither half a key that would be in the way for ever, nor half a case, nor half a copy."""
    fresh = tmp_path / "fresh"
    begin = ("site", "init", "--data", fresh, "--site", "SH04", "--user", "Lin")
    full = eligo(*begin, preexec_fn=_no_room)
    assert full.returncode == 4 and list(fresh.iterdir()) == []
    assert eligo(*begin).returncode == 0
    copy = tmp_path / "copy.csv"
    for command in (commands(site, copy)[0], commands(site, copy)[3]):
        done = eligo(*command, preexec_fn=_no_room)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (4, b"", 1), done.stderr
    assert list(tmp_path.glob("*.csv")) == []
    assert eligo("log", "verify", "--data", site).stdout.startswith(b"Whole: 5 entries")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_an_answer_that_can_not_be_written_out_is_told_truly(site: Path) -> None:
    """Whoever repeats the call may save twice, so nobody is told that nothing was saved."""
    with Path("/dev/full").open("wb") as full:
        done = eligo("log", "add", SAMPLE, "--data", site, stdout=full)
    assert done.returncode == 4 and b"look in the log" in done.stderr and b"Nothing of this" not in done.stderr
    assert len(eligo("log", "list", "--json", "--data", site).stdout.splitlines()) == 2


def test_nobody_is_at_work_under_an_empty_name(site: Path, run: Run) -> None:
    """A script whose variable is empty does not write in another's name."""
    add = ("log", "add", SAMPLE, "--data", site)
    for more in (("--user", ""), ("--user", " "), ("--role", "")):
        status, out, err = run(*add, *more)
        assert (status, out) == (3, "") and "must not be blank" in err
