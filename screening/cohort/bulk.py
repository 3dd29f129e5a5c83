"""A bulk export of FHIR: NDJSON in which everybody's resources lie mixed, a file a kind, brought together by patient.

Lines are laid into a few files by patient first, each of which memory holds: however large the export is, no more than
one of them is in memory. What belongs to nobody and others refer to (a drug) is kept by its name and given to whoever
refers to it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple
from zlib import crc32

from screening.wording import refused

SHARED = ("Medication", "Specimen", "Substance")
_TOGETHER = 32 << 20  # bytes of one part
_MOST_PARTS = 200
_MOST_SHARED = 256 << 20
_MOST_BAD = 100_000
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"]+)"')

Watch = Callable[[int], None]


class BadLine(NamedTuple):
    """A line that is no resource; it counts from 1."""

    file: str
    line: int


class Bulk:
    """The lines of an export, by patient."""

    def __init__(self, files: Sequence[Path], folder: Path, watch: Watch, only: str | None = None) -> None:
        """Lay the lines of these files into parts in a folder; `only` the lines in which a patient's name stands."""
        self.bad: list[BadLine] = []
        self._shared: dict[bytes, bytes] = {}
        self._held = 0
        self._only = only.encode() if only is not None else None
        size = sum(one.stat().st_size for one in files)
        count = min(size // _TOGETHER + 1, _MOST_PARTS)
        self._parts = [folder / f"part-{number}.ndjson" for number in range(count)]
        with ExitStack() as stack:
            outs = [stack.enter_context(part.open("wb")) for part in self._parts]
            done = 0
            for file in files:
                done = self._lay(file, outs, done, watch)

    def people(self) -> Iterator[tuple[str, bytes]]:
        """Give each patient's id with all their lines, and the lines that those refer to."""
        for part in self._parts:
            lines: dict[str, list[bytes]] = {}
            with part.open("rb") as file:
                for line in file:
                    who, _, rest = line.partition(b" ")
                    lines.setdefault(who.decode(), []).append(rest)
            part.unlink()
            for name, own in lines.items():
                yield name, b"".join([*own, *self._referred_to(own)])

    def _lay(self, file: Path, outs: Sequence[IO[bytes]], done: int, watch: Watch) -> int:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                done += len(line)
                if number % 1_000 == 0:
                    watch(done)
                if line.strip() and not self._is_other(line):
                    self._lay_line(file.name, number, line.rstrip(b"\r\n"), outs)
        return done

    def _is_other(self, line: bytes) -> bool:
        """Say whether a line is surely another patient's than the one who is looked for."""
        return self._only is not None and self._only not in line and b'"subject"' in line

    def _lay_line(self, file: str, number: int, line: bytes, outs: Sequence[IO[bytes]]) -> None:
        import orjson

        try:
            resource = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError:
            resource = None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            self.bad.append(BadLine(file, number))
            if len(self.bad) >= _MOST_BAD:
                raise refused("cohort.no_export", file=file, lines=_MOST_BAD)
            return
        name = patient_of(resource)
        if name is None:
            self._share(resource, line)
        elif self._only is None or name.encode() == self._only:
            safe = name.replace(" ", "_")
            outs[crc32(safe.encode()) % len(outs)].write(safe.encode() + b" " + line + b"\n")

    def _share(self, resource: dict[str, object], line: bytes) -> None:
        kind = resource["resourceType"]
        if kind in SHARED and self._held < _MOST_SHARED:
            self._held += len(line)
            self._shared[f"{kind}/{resource.get('id')}".encode()] = line + b"\n"

    def _referred_to(self, lines: Sequence[bytes]) -> list[bytes]:
        if not self._shared:
            return []
        named = {b"/".join(name.split(b"/")[-2:]) for line in lines for name in _REFERENCE.findall(line)}
        return [self._shared[name] for name in sorted(named) if name in self._shared]


def patient_of(resource: dict[str, object]) -> str | None:
    """Name the patient whose a resource is, by the id that a server gave; None where it is nobody's."""
    if resource["resourceType"] == "Patient":
        return str(resource["id"]) if resource.get("id") else None
    for key in ("subject", "patient"):
        held = resource.get(key)
        name = held.get("reference") if isinstance(held, dict) else None
        if isinstance(name, str) and name:
            return short(name)
    return None


def short(reference: str) -> str:
    """Give the id in a reference to a patient: `Patient/17`, an address that ends so, or `urn:uuid:...`."""
    plain = reference.partition("/_history/")[0]
    return plain.removeprefix("urn:uuid:").rsplit("/", 1)[-1]
