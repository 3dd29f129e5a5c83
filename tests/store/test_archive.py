"""The archive: read and checked with nothing but Python, as somebody would who has never heard of the program."""

import ast
import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from resources.archive import verify
from screening.errors import AccessError, StoreError
from screening.ledger import Signer, read_key_file
from screening.log import CaseRow
from screening.service import KEY, Site, archive, choose_password, enter, export_screening_csv, read_proof
from screening.service.beginning import BOOK
from screening.wording import Words
from tests.store.ledger_samples import behind_the_back
from tests.store.service_samples import ON, SECRETS, begun, history, someone, with_answer
from tests.store.staffed import DOCTOR, as_coordinator, as_doctor, begin_staffed
from tests.store.test_ledger_checkpoints import rewrite

EN = Words("en", "iso")
PRIVATE = (*SECRETS, "typed wrongly", "Where is the print?", "N-2")
MONITOR = ("Mo Ni", "letters from the sponsor")
ASSESSED = b'"on":"2026-11-23"'


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a book with a corrected and signed case, a query, somebody forgotten and somebody without consent."""
    folder = tmp_path_factory.mktemp("archive") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        first = site.save(history(), ON)
        site.save(someone("N-2"), ON)
        site.save(someone("N-3", consent={"given": False}), ON)
        right = with_answer(history(), brain_metastases="none")
        seq = site.save(right, ON, former=first.seq, corrects=True, reason="typed wrongly").seq
        with enter(folder, *MONITOR) as monitor:
            monitor.queries.ask(seq, "Where is the print?")
        site.forgetting.forget(site.numbered("SH04-0002")[0].person, "asked")
    with as_doctor(folder) as doctor:
        doctor.signatures.sign(seq, "confirms", DOCTOR[1])
    return folder


@pytest.fixture(scope="module", params=["coded", "identified"])
def made(kept: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Make an archive in either edition."""
    path = tmp_path_factory.mktemp(request.param) / "SH04.zip"
    with as_coordinator(kept) as site:
        archive(site, path, EN, identified=request.param == "identified")
    return path


@pytest.fixture
def unpacked(made: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(made) as packed:
        packed.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def checked(script: Path, *arguments: Path) -> tuple[int, list[str]]:
    """Run the archive's own program in a Python that knows nothing else, in a folder of no account."""
    command = [sys.executable, "-I", "-S", str(script), *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, cwd=script.anchor, env={"PATH": os.defpath})
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_an_archive_is_checked_without_the_program(made: Path, unpacked: Path) -> None:
    """R2, R3: by Python alone: files, chain, checkpoints, the signatures of people and of the installation."""
    edition = made.parent.name.rstrip("0123456789")
    for status, told in (checked(unpacked / "verify.py", made), checked(unpacked / "verify.py")):
        assert status == 0, told
        assert told[-1].startswith(f"The archive is whole: SH04/NCT03976882, {edition} edition, made ")
        assert any("1 signatures of people are genuine" in line for line in told)
        if edition == "identified":
            assert any("private values were forgotten, each with an entry" in line for line in told)


def test_an_archive_says_what_the_book_says(kept: Path, unpacked: Path) -> None:
    """R1, R3: each entry as it was hashed; log and trail as the program lists them; the protocol's whole text."""
    said = json.loads((unpacked / "manifest.json").read_bytes())
    with as_coordinator(kept) as site:
        raw = (unpacked / "events.jsonl").read_bytes().splitlines()
        assert raw == list(site.reader.bodies(said["length"]))
        assert [sha256(one).hexdigest() for one in raw][-1] == said["head"]
        rows = list(csv.reader((unpacked / "log.csv").read_text("utf-8-sig").splitlines()))
        assert [row[1] for row in rows[1:]] == [row.number for row in site.log(current_only=False)]
        trail = list(csv.reader((unpacked / "trail.csv").read_text("utf-8-sig").splitlines()))
        coded = [one for one in site.trail.coded() if one.seq <= said["length"]]
        assert [int(row[0]) for row in trail[1:]] == [one.seq for one in coded]
        (protocol,) = (unpacked / "protocols").iterdir()
        assert protocol.read_text("utf-8") == site.protocol.to_toml()
        kinds = {(one["kind"], one["version"]) for one in json.loads((unpacked / "kinds.json").read_bytes())}
        assert {(entry.kind, entry.version) for entry in site.reader.entries()} <= kinds
        assert {one["of"] for one in json.loads((unpacked / "keys.json").read_bytes())} == {
            *("the installation", "Wang Li", "Xu Dan", "Mo Ni"),
        }
    readme = (unpacked / "README.txt").read_text("utf-8")
    for file in unpacked.rglob("*.*"):
        assert file.name == "README.txt" or file.parent.name == "protocols" or file.name in readme


def test_what_identifies_people_is_in_the_identified_edition_alone(unpacked: Path) -> None:
    """R14, H2: in a folder of its own, so that without it nothing is left of names, numbers, words."""
    secret = unpacked / "identified"
    if json.loads((unpacked / "manifest.json").read_bytes())["edition"] == "identified":
        people = list(csv.reader((secret / "identification.csv").read_text("utf-8-sig").splitlines()))
        assert ["SH04-0001", "1", "", SECRETS[0], "HN-7719-0042", "1964-05-17"] in [row[1:7] for row in people]
        assert ["SH04-0002", "1", "", "", "", ""] in [row[1:7] for row in people]
        assert "typed wrongly" in (secret / "trail.csv").read_text("utf-8-sig")
        assert "Where is the print?" in [one["values"].get("text") for one in lines(secret / "identities.jsonl")]
        shutil.rmtree(secret)
    rest = b"".join(file.read_bytes() for file in unpacked.rglob("*") if file.is_file())
    assert not [one for one in PRIVATE if one.encode() in rest]
    assert not secret.exists()


def change(file: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        raw = (folder / file).read_bytes()
        assert old in raw
        (folder / file).write_bytes(raw.replace(old, new, 1))

    return act


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def added(folder: Path) -> None:
    (folder / "more.txt").write_text("more")


def cut(folder: Path) -> None:
    raw = (folder / "events.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "events.jsonl").write_bytes(b"".join(raw[:-1]))


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (change("log.csv", b"SH04-0001", b"SH04-0009"), ["log.csv"]),
        (
            change("events.jsonl", ASSESSED, b'"on":"2026-11-24"'),
            ["events.jsonl: is not", "events.jsonl, entry {entry}"],
        ),
        (change("events.jsonl", b'{"actor"', b'{ "actor"'), ["events.jsonl", "entry 1: is not in canonical form"]),
        (cut, ["events.jsonl: holds"]),
        (without("trail.csv"), ["trail.csv: is missing"]),
        (without("events.jsonl"), ["events.jsonl: is missing"]),
        (added, ["more.txt: does not belong"]),
        (change("checkpoints.jsonl", b'"length": ', b'"length": 1'), ["checkpoints.jsonl, line 1"]),
        (change("manifest.json", b"Wang Li", b"Wu Ke"), ["manifest.json: was not signed so"]),
        (change("manifest.json", b'"length": ', b'"length": 1'), ["events.jsonl: holds", "manifest.json"]),
        (change("README.txt", b"SHA-256", b"SHA-1"), ["README.txt"]),
    ],
)
def test_an_altered_archive_is_named(unpacked: Path, act: Callable[[Path], None], names: list[str]) -> None:
    """R2, A7, A8: the file, and where it is the record, the entry."""
    raw = (unpacked / "events.jsonl").read_bytes().splitlines()
    entry = next(seq for seq, line in enumerate(raw, 1) if ASSESSED in line)
    act(unpacked)
    status, told = checked(unpacked / "verify.py")
    assert status == 1
    assert told[-1].startswith("The archive is NOT as it was written")
    for name in (one.format(entry=entry) for one in names):
        assert any(line.startswith("ALTERED") and name in line for line in told), (name, told)


def test_a_tampering_that_hides_itself_is_found_by_the_signatures(unpacked: Path) -> None:
    """A7, S8: whoever makes every hash fit, and lists every file anew, still has no key."""
    raw = (unpacked / "events.jsonl").read_bytes().splitlines()
    place = next(one for one, line in enumerate(raw) if b'"kind":"signed"' in line)
    raw[place] = raw[place].replace(b"confirms", b"declines")
    for later in range(place + 1, len(raw)):
        entry = json.loads(raw[later]) | {"previous": sha256(raw[later - 1]).hexdigest()}
        raw[later] = verify.canonical(entry)
    (unpacked / "events.jsonl").write_bytes(b"".join(line + b"\n" for line in raw))
    said = json.loads((unpacked / "manifest.json").read_bytes())
    said["head"] = sha256(raw[-1]).hexdigest()
    for one in said["files"]:
        one["sha256"] = sha256((unpacked / one["name"]).read_bytes()).hexdigest()
    (unpacked / "manifest.json").write_text(json.dumps(said), "utf-8")
    status, told = checked(unpacked / "verify.py")
    assert status == 1
    assert [line.partition("  ")[2] for line in told[:-1] if "line" not in line] == [
        f"events.jsonl, entry {place + 1}: is no genuine signature of Xu Dan",
        "manifest.json: its checkpoint was not signed so, or belongs to another book",
        "manifest.json: was not signed so",
    ]


def test_an_altered_identity_is_named(kept: Path, tmp_path: Path) -> None:
    """A15, R2: a name that is not the one that was sealed, and one that was taken out, are not a person forgotten."""
    with as_coordinator(kept) as site:
        archive(site, tmp_path / "a.zip", EN, identified=True)
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extractall(tmp_path / "a")
    path = tmp_path / "a" / "identified" / "identities.jsonl"
    raw = path.read_text("utf-8")
    path.write_text(raw.replace("Zhuge Veryrarename", "Zhuge Common", 1), "utf-8")
    told = checked(tmp_path / "a" / "verify.py")[1]
    assert any("identities.jsonl, line 1: is not what entry" in line for line in told)
    path.write_text("".join(raw.splitlines(keepends=True)[1:]), "utf-8")
    told = checked(tmp_path / "a" / "verify.py")[1]
    assert any("lacks what entry" in line and "nobody was forgotten" in line for line in told)


def test_a_damaged_file_and_what_is_none_are_told(made: Path, tmp_path: Path) -> None:
    """R3: a flipped byte in the ZIP names the file in it; anything else is no archive."""
    raw = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as packed:
        info = packed.getinfo("trail.csv")
        packed.extract("verify.py", tmp_path)
    raw[info.header_offset + 30 + len("trail.csv") + len(info.extra) + info.compress_size // 2] ^= 1
    bad = tmp_path / "bad.zip"
    bad.write_bytes(raw)
    status, told = checked(tmp_path / "verify.py", bad)
    assert status == 1 and any("trail.csv" in line for line in told)
    (tmp_path / "none.zip").write_bytes(b"nothing")
    (tmp_path / "manifest.json").write_text("[1]")
    for none in ("none.zip", "missing.zip", ""):
        status, told = checked(tmp_path / "verify.py", tmp_path / none)
        assert status == 2 and "no archive" in told[0]


# --- how it leaves ---


def test_an_archive_leaves_as_every_copy_does(kept: Path, made: Path) -> None:
    """A14, R2: an entry says so, and the log is held against it later."""
    with as_coordinator(kept) as site:
        (noted,) = [
            one.payload
            for one in site.reader.entries(kinds=("archived",))
            if one.payload["sha256"] == sha256(made.read_bytes()).hexdigest()
        ]
        assert site.reader.entry(int(str(noted["length"]))).hash == noted["head"]
        site.save(someone("later"), ON)
        assert site.verify(against=read_proof(made)).ok
    assert [one.name for one in made.parent.iterdir()] == sorted([made.name, f"{made.name}.eligo.json"])
    if os.name == "posix" and noted["identified"]:
        assert made.stat().st_mode & 0o077 == 0


def test_who_may_make_an_archive(kept: Path, tmp_path: Path) -> None:
    """S2, S3: neither the monitor nor whoever administers accounts alone."""
    path = tmp_path / "a.zip"
    with as_coordinator(kept) as site:
        once = site.staff.add("An Da", ["administrator"], verified="letter")
        choose_password(kept, "An Da", once, "a third password, long").close()
    for who in (MONITOR, ("An Da", "a third password, long")):
        with enter(kept, *who) as site:
            for identified in (False, True):
                with pytest.raises(AccessError):
                    archive(site, path, EN, identified=identified)
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_whole_or_not_there(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R6, R14: nothing is left where the disk is full, and nothing is written anywhere else."""
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    target = tmp_path / "out"
    target.mkdir()
    with as_coordinator(kept) as site:
        length = site.head().length

        def full(*unused: object, **named: object) -> bytes:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(zipfile.ZipFile, "_write_end_record", full)
            with pytest.raises(StoreError, match="No space left"):
                archive(site, target / "a.zip", EN, identified=True)
        assert list(target.iterdir()) == []
        assert [one.kind for one in site.reader.entries(after=length)] == []
        for path in (target, site.folder / BOOK):
            with pytest.raises(StoreError):
                archive(site, path, EN)
        archive(site, target / "a.zip", EN, identified=True)
    assert list(temp.iterdir()) == []


def test_an_archive_is_of_one_moment_whoever_writes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R1, R6: log and entries agree; where others never stop, it says so and leaves nothing."""
    with begun(tmp_path / "site") as site, Site.open(tmp_path / "site") as other:
        site.save(someone("first"), ON)
        most, looks = 1, []

        def prescreening() -> list[CaseRow]:
            looks.append(1)
            if len(looks) <= most:
                other.save(someone(f"while {len(looks)}"), ON)
            return Site.prescreening(site)

        monkeypatch.setattr(site, "prescreening", prescreening)
        made = archive(site, tmp_path / "a.zip", EN)
        assert len(looks) == 2
        with zipfile.ZipFile(tmp_path / "a.zip") as packed:
            rows = packed.read("log.csv").decode("utf-8-sig").splitlines()
            assert len(packed.read("events.jsonl").splitlines()) == made.length
        assert [row.split(",")[1] for row in rows[1:]] == ["SH04-0001", "SH04-0002"]
        most = 1_000
        with pytest.raises(StoreError, match="others write"):
            archive(site, tmp_path / "b.zip", EN)
    assert not (tmp_path / "b.zip").exists()


def test_a_book_that_does_not_verify_is_not_archived(tmp_path: Path) -> None:
    """A7: the archive would not verify either; the entry is named."""
    with begun(tmp_path / "site") as site:
        site.save(history(), ON)
        export_screening_csv(site, tmp_path / "log.csv", EN)
    with behind_the_back(tmp_path / "site" / BOOK, read_key_file(tmp_path / "site" / KEY)) as connection:
        rewrite(connection, 5, b"Lin Mei", b"Wu Ke")
    with Site.open(tmp_path / "site") as site, pytest.raises(StoreError, match=r"does not verify \(entry"):
        archive(site, tmp_path / "a.zip", EN)


# --- the archive's own program ---


def test_it_needs_nothing_but_an_ordinary_python() -> None:
    """R3: no package, and no word that Python 3.9 did not know."""
    tree = ast.parse(Path(verify.__file__).read_text("utf-8"), feature_version=(3, 9))
    imported = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    imported |= {name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names}
    assert {str(name).partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_its_signatures_are_those_of_the_standard() -> None:
    """R3, S8: genuine ones are taken; with one bit flipped anywhere, or another's key, none is."""
    for number in range(20):
        signer = Signer(bytes([number]) * 32)
        table = {"number": number, "who": "诸葛珍稀"}
        good = signer.sign(table)
        assert verify.is_genuine(table, signer.public, good)
        assert not verify.is_genuine({**table, "number": number + 1}, signer.public, good)
        assert not verify.is_genuine(table, Signer(bytes([number + 1]) * 32).public, good)
        flipped = bytearray(bytes.fromhex(good))
        flipped[number * 3] ^= 1 << number % 8
        assert not verify.is_genuine(table, signer.public, flipped.hex())
    for odd in ("", "zz", "00", "ff" * 64):
        assert not verify.is_genuine({}, signer.public, odd)
        assert not verify.is_genuine({}, odd, good)


RFC_8032 = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a - e5564300c360ac729086e2cc806e828a
84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c 72 92a009a9f0d4cab8720e820b5f642540
a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025 af82 6291d657deec24024827e69c3abe01
a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
"""


@pytest.mark.parametrize("test", range(3))
def test_its_signatures_are_the_vectors_of_rfc_8032(test: int) -> None:
    """R3: section 7.1, tests 1 to 3."""
    lines = RFC_8032.split("\n")[1 + 2 * test : 3 + 2 * test]
    key, message, signature = (bytes.fromhex(one.strip("-")) for one in "".join(lines).split())
    assert verify.verifies(key, message, signature)
    assert not verify.verifies(key, message + b"x", signature)
