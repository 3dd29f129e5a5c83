"""Check an archive of Eligo's with nothing but Python (3.9 or later): python -I verify.py [ARCHIVE.zip or its folder]

It reads every file, recomputes the chain of entries, and checks every signature (Ed25519, RFC 8032). It writes nothing.
README.txt says what each step means. The exit status is 0 where all is as it was written, 1 where it is not, 2 where
there is no archive to check.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256, sha512
from pathlib import Path
from typing import IO, Any

FIRST_PREVIOUS = "0" * 64
MANIFEST, EVENTS = "manifest.json", "events.jsonl"
CHECKPOINTS, IDENTITIES = "checkpoints.jsonl", "identified/identities.jsonl"
UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError)
Table = dict[str, Any]


class Folder:
    """An archive that was unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """List the files."""
        found = (one for one in self._path.rglob("*") if one.is_file())
        return [one.relative_to(self._path).as_posix() for one in found]

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return (self._path / name).open("rb")


class Zip:
    """An archive as it was written."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        """List the files."""
        return [one for one in self._zip.namelist() if not one.endswith("/")]

    def open(self, name: str) -> IO[bytes]:
        """Open a file."""
        return self._zip.open(name)


class Check:
    """One check of one archive: what was found to be altered, and what was found to be sound."""

    def __init__(self, archive: Folder | Zip) -> None:
        self._archive = archive
        self.altered: list[str] = []
        self.sound: list[str] = []
        with archive.open(MANIFEST) as file:
            self.manifest: Table = dict(json.load(file))
        self._digests: list[str] = []
        self._committed: dict[int, tuple[str, str]] = {}
        self._forgotten: dict[str, int] = {}
        self._keys: dict[str, str] = {}
        self._installations: set[str] = set()
        self._cases: dict[int, tuple[str, str, int]] = {}
        self._signatures = 0

    def run(self) -> bool:
        """Check everything, and say whether all is as it was written."""
        steps = (
            (MANIFEST, self._files),
            (EVENTS, self._chain),
            (CHECKPOINTS, self._checkpoints),
            (IDENTITIES, self._identities),
            (MANIFEST, self._signed),
        )
        for name, step in steps:
            try:
                step()
            except UNREADABLE as error:
                self.altered.append(f"{name}: can't be read ({type(error).__name__})")
        return not self.altered

    def _lines(self, name: str) -> Iterator[bytes]:
        with self._archive.open(name) as file:
            for line in file:
                yield line.rstrip(b"\n")

    # The files

    def _files(self) -> None:
        """Hold every file against the manifest."""
        listed = {one["name"]: one["sha256"] for one in self.manifest["files"]}
        there = self._archive.names()
        for name in sorted({*listed, *there} - {MANIFEST}):
            if there.count(name) != 1:
                self.altered.append(f"{name}: {'is missing' if name not in there else 'is there more than once'}")
            elif name not in listed:
                self.altered.append(f"{name}: does not belong to the archive")
            elif self._digest(name) != listed[name]:
                self.altered.append(f"{name}: is not the file that was written")
        self.sound.append(f"{len(listed)} files are those that the manifest lists")

    def _digest(self, name: str) -> str:
        """Give the SHA-256 of a file, blank where it can't be read."""
        found = sha256()
        try:
            with self._archive.open(name) as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    found.update(part)
        except UNREADABLE:
            return ""
        return found.hexdigest()

    # The chain

    def _chain(self) -> None:
        """Recompute the chain: each entry names the SHA-256 of the one before."""
        previous = FIRST_PREVIOUS
        for seq, line in enumerate(self._lines(EVENTS), 1):
            try:
                self._link(seq, line, previous)
            except (KeyError, ValueError, TypeError, AttributeError):
                self.altered.append(f"{EVENTS}, entry {seq}: can't be read")
            previous = sha256(line).hexdigest()
            self._digests.append(previous)
        length, head = self.manifest["length"], self.manifest["head"]
        if len(self._digests) != length:
            self.altered.append(f"{EVENTS}: holds {len(self._digests)} entries, not {length}")
        elif previous != head:
            self.altered.append(f"{EVENTS}, entry {length}: is not the last one that the manifest names")
        self.sound.append(f"{length} entries follow one another; the SHA-256 of the last is {head}")

    def _link(self, seq: int, line: bytes, previous: str) -> None:
        """Check one entry."""
        entry = json.loads(line)
        if canonical(entry) != line:
            self.altered.append(f"{EVENTS}, entry {seq}: is not in canonical form (RFC 8785)")
        if entry["seq"] != seq:
            self.altered.append(f"{EVENTS}, entry {seq}: bears the number {entry['seq']}")
        if entry["previous"] != previous:
            wrong = seq - 1 or 1
            self.altered.append(f"{EVENTS}, entry {wrong}: is not the one that comes before entry {wrong + 1}")
        self._take(seq, entry)

    def _take(self, seq: int, entry: Table) -> None:
        """Note what later checks need; check the signature of a person where the entry is one."""
        payload, person = entry["payload"], entry["person"]
        if "private" in payload:
            self._committed[seq] = (person, payload["private"])
        if payload.get("forgets") is True:
            self._forgotten[person] = seq
        kind = entry["kind"]
        if kind == "assessed":
            self._cases[seq] = (entry["study"], person, entry["attempt"])
        elif kind == "signing_key_made":
            self._installations.add(payload["public"])
        elif kind == "signer_known":
            self._keys[payload["account"]] = payload["public"]
        elif kind == "signed":
            self._signatures += 1
            if not self._is_signature(entry):
                self.altered.append(f"{EVENTS}, entry {seq}: is no genuine signature of {entry['actor']}")

    def _is_signature(self, entry: Table) -> bool:
        """Answer whether a person signed just the case that the entry names, when the book was as it says."""
        said = {name: value for name, value in entry["payload"].items() if name not in ("private", "forgets")}
        about, length = said["entry"], said["length"]
        signature = said.pop("signature")
        # Where the clock had gone back, an entry that says so lies between.
        if about not in self._cases or entry["seq"] - length not in (1, 2):
            return False
        return (
            self._cases[about] == (entry["study"], entry["person"], entry["attempt"])
            and (said["hash"], said["head"]) == (self._digests[about - 1], self._digests[length - 1])
            and said["public"] == self._keys.get(said["account"])
            and (said["name"], said["role"]) == (entry["actor"], entry["role"])
            and is_genuine({"eligo": "signature", "study": entry["study"], **said}, said["public"], signature)
        )

    # What was signed about it

    def _checkpoints(self) -> None:
        """Hold every checkpoint against the chain, and its signature against its key."""
        count = 0
        for count, line in enumerate(self._lines(CHECKPOINTS), 1):
            if not self._holds(json.loads(line)):
                self.altered.append(f"{CHECKPOINTS}, line {count}: was not signed so, or the chain is another")
        self.sound.append(f"{count} checkpoints were signed so, and the chain goes on from each")

    def _holds(self, said: Table) -> bool:
        bare = {name: value for name, value in said.items() if name != "signature"}
        known, length = said["key"] in self._installations, said["length"]
        if not known or not 0 < length <= len(self._digests):
            return False
        fits = (said["book"], said["head"]) == (self._digests[0], self._digests[length - 1])
        return fits and is_genuine({"eligo": "checkpoint", **bare}, said["key"], said["signature"])

    def _signed(self) -> None:
        """Check the signature of the manifest, under the key of its checkpoint, which the book names."""
        bare = {name: value for name, value in self.manifest.items() if name != "signature"}
        made = self.manifest["checkpoint"]
        if not self._holds(made) or made["length"] != self.manifest["length"]:
            self.altered.append(f"{MANIFEST}: its checkpoint was not signed so, or belongs to another book")
        if not is_genuine(bare, made["key"], self.manifest["signature"]):
            self.altered.append(f"{MANIFEST}: was not signed so")
        self.sound.append(f"{self._signatures} signatures of people are genuine")
        self.sound.append(f"the manifest was signed with the key {made['key']}")

    # Who people are

    def _identities(self) -> None:
        """Hold what identifies people, where it is there, against what the entries commit to."""
        if self.manifest["edition"] != "identified":
            self.sound.append(f"{len(self._committed)} private values are left out of this edition")
            return
        left = dict(self._committed)
        for place, line in enumerate(self._lines(IDENTITIES), 1):
            said = json.loads(line)
            secret = bytes.fromhex(said["salt"]) + canonical(said["values"])
            if left.pop(said["entry"], None) != (said["person"], sha256(secret).hexdigest()):
                self.altered.append(f"{IDENTITIES}, line {place}: is not what entry {said['entry']} commits to")
        for seq, (person, _) in sorted(left.items()):
            if self._forgotten.get(person, 0) < seq:
                self.altered.append(f"{IDENTITIES}: lacks what entry {seq} commits to, and nobody was forgotten")
        self.sound.append(f"{len(self._committed) - len(left)} private values are those that the entries commit to")
        self.sound.append(f"{len(left)} private values were forgotten, each with an entry that says so")


def canonical(value: Any) -> bytes:
    """Write canonical JSON (RFC 8785), as far as texts, whole numbers, true, false, null, lists and tables go."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Ed25519 (RFC 8032), in the plainest form; there is nothing secret here.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def is_genuine(table: Table, public: str, signature: str) -> bool:
    """Answer whether the holder of a key signed exactly this table."""
    try:
        key, said = bytes.fromhex(public), bytes.fromhex(signature)
    except ValueError:
        return False
    return len(key) == 32 and len(said) == 64 and verifies(key, canonical(table), said)


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Check an Ed25519 signature."""
    point, scalar = unpacked(key), int.from_bytes(signature[32:], "little")
    if point is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, t = point
    return packed(added(times(BASE, scalar), times((P - x, y, z, P - t), challenge))) == signature[:32]


def added(one: Point, other: Point) -> Point:
    """Add two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(point: Point, scalar: int) -> Point:
    """Multiply a point."""
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = added(found, point)
        point = added(point, point)
        scalar >>= 1
    return found


def packed(point: Point) -> bytes:
    """Write a point in 32 bytes."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unpacked(raw: bytes) -> Point | None:
    """Read a point from 32 bytes, None where they are none."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    x = root_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def root_of(y: int, sign: int) -> int | None:
    """Find the other coordinate of a point on the curve."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


Y = 4 * pow(5, P - 2, P) % P
X = root_of(Y, 0) or 0
BASE: Point = (X, Y, 1, X * Y % P)


def say(line: str) -> None:
    """Write a line, also where the terminal can't write every letter."""
    sys.stdout.buffer.write(line.encode(sys.stdout.encoding or "utf-8", "backslashreplace") + b"\n")


def main(arguments: list[str]) -> int:
    """Check the archive that is named, or the folder in which this file lies."""
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        check = Check(Folder(path) if path.is_dir() else Zip(path))
    except UNREADABLE as error:
        say(f"{path.name}: is no archive of Eligo's, or its {MANIFEST} can't be read ({type(error).__name__})")
        return 2
    whole = check.run()
    for line in check.sound if whole else check.altered:
        say(f"{'ok' if whole else 'ALTERED'}  {line}")
    said = check.manifest
    about = f"{said.get('study')}, {said.get('edition')} edition, made {said.get('made')} by {said.get('by')}"
    say(f"The archive is {'whole' if whole else 'NOT as it was written'}: {about}.")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
