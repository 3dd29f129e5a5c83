"""A copy about to leave: counted, looked through for what may not be in it, noted in the book, sealed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from screening.ledger import Reader
from screening.log import Exported, PersonIdentified, WhyIdentified
from screening.service.exporting.leaks import Identifiers, LeakError, refuse_leaks
from screening.service.leaving import Fill, leave
from screening.service.site import Site
from screening.wording import Words

_T = TypeVar("_T")
_STEP = 512

Watch = Callable[[int], None]
"""Told from time to time how many rows were written; StoppedError from it ends the copy, and leaves nothing."""


class Copy:
    """One copy of something in the book, and what the book will say of it."""

    def __init__(
        self,
        site: Site,
        words: Words,
        *,
        view: str,
        format: str,
        privacy: str,
        reason: WhyIdentified | None = None,
        template: str | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._site, self._privacy, self._watch = site, privacy, watch
        self._said: dict[str, Any] = {
            "view": view,
            "format": format,
            "privacy": privacy,
            "language": words.language,
            "reason": reason,
            "template": template,
        }
        self.rows = 0
        self.files: list[dict[str, object]] = []
        """Of a copy of several files: each one's name, size and SHA-256."""

    def counted(self, rows: Iterable[_T]) -> Iterator[_T]:
        """Count rows as they are written."""
        for row in rows:
            self.rows += 1
            if self._watch is not None and self.rows % _STEP == 0:
                self._watch(self.rows)
            yield row

    def leave(self, path: Path, fill: Fill) -> Exported:
        """Write it to a file, its manifest beside it, and note it in the book; LeakError where it names anybody."""
        noted: list[Exported] = []
        looked_for: list[Identifiers] = []

        def check(copy: Path) -> None:
            if self._privacy != "identified":
                looked_for.append(identifiers(self._site, alone=self._privacy == "deidentified"))
                refuse_leaks(copy, path.name, looked_for[0])
            if self._watch is not None:
                self._watch(self.rows)

        def note(sha256: str) -> bytes:
            event = Exported(rows=self.rows, sha256=sha256, **self._said)
            noted.append(event)
            said = self._manifest(path.name, event, looked_for)
            if looked_for and looked_for[0].stand_in(repr(said)):
                raise LeakError
            return self._site.manifest({**said, "entry": self._site.note(event).seq})

        leave(path, self._site.folder, fill, note, identified=self._privacy == "identified", check=check)
        return noted[-1]

    def _manifest(self, name: str, event: Exported, looked_for: list[Identifiers]) -> Mapping[str, object]:
        """Say what the copy is; where nothing may lead back to the site, without its name."""
        site = self._site
        counts = site.outcomes.counts()
        return {
            "file": name,
            "study": site.protocol.id if self._privacy == "deidentified" else site.study,
            **event.model_dump(),
            **({"files": self.files} if self.files else {}),
            "counts": {**asdict(counts), "screened": counts.screened, "reconciles": counts.reconciles},
            **({"looked_for": asdict(looked_for[0].searched)} if looked_for else {}),
        }


def identifiers(site: Site, *, alone: bool) -> Identifiers:
    """Give every identifier that the store holds; `alone` adds what leads back to people by way of the site."""
    reader = site.reader
    known = _known(reader)
    if alone:
        numbers = reader.rows("SELECT number, subject_number FROM log_case")
        return Identifiers([*known, *(one for row in numbers for one in row if one), site.code])
    actors = (actor for (actor,) in reader.rows("SELECT DISTINCT actor FROM log_case"))
    own = {*site.trail.names().values(), *actors, site.actor.name, site.code, site.protocol.id}
    return Identifiers(known, own, reader.head().length)


def _known(reader: Reader) -> Iterator[str]:
    """Give names, hospital numbers and birth dates of everybody, of every study, as they ever were."""
    seqs = [entry.seq for entry in reader.entries(kinds=(PersonIdentified.kind,))]
    for start in range(0, len(seqs), _STEP):
        for private in reader.privates_at(seqs[start : start + _STEP]):
            yield from (str(value) for value in private.values.values() if value)
