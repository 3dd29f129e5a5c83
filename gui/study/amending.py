"""What is done with the versions of the study's protocol: opened from a file, compared, replayed, put into use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.course import Course, LongWork
from gui.tasks import Tasks
from screening.access import Permission
from screening.protocol import Protocol, loads
from screening.protocol.catalogue import PROTOCOLS, catalogue
from screening.protocol.text import Text
from screening.service import Approval, Changed, InUse, Replays, Review, Site
from screening.wording import refused

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be chosen: known by its header, read when it is wanted."""

    name: str
    status: str
    unusable: Text | None
    load: Callable[[], Protocol]


@dataclass(frozen=True, slots=True)
class Standing:
    """The version in use with what was said of it, the others, who signed for each, and who is due."""

    in_use: InUse
    others: tuple[Version, ...]
    reviews: Mapping[str, tuple[Review, ...]]
    due: tuple[Changed, ...]


class Amending(LongWork):
    """Outlives the card that shows it, which is built anew in another language; one replay at a time."""

    used = Signal()  # another version is in use from now on

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._site = site
        self._files: list[Protocol] = []
        self.found: Replays | None = None
        """What the last replay found."""

    def open_file(self, path: Path) -> Version:
        """Read a version from a file and try it; InputError names all that is wrong. A worker calls it."""
        from screening.review import check

        protocol = check(path)
        if protocol.version == self._site.protocol.version:
            raise refused("amendment.in_use", version=protocol.version)
        self._files = [one for one in self._files if one.version != protocol.version] + [protocol]
        return _version(protocol)

    def read(self) -> Standing:
        """Read how the versions stand; a worker calls it."""
        site = self._site
        history = site.versions.history()
        former = [loads(one.said.text) for one in history]
        shipped = [one for one in catalogue(site.folder / PROTOCOLS).listed if one.id == site.protocol.id]
        known = {one.version: Version(one.version, one.status, one.unusable, one.load) for one in shipped}
        known |= {one.version: _version(one) for one in (*former, *self._files)}
        known.pop(site.protocol.version, None)
        opened = [*former, *self._files]
        reviews = {one.version: tuple(site.versions.reviews(one)) for one in opened}
        reviews |= {
            one.version: tuple(site.versions.reviews(one.load()))
            for one in shipped
            if one.unusable is None and one.version in known and one.version not in reviews
        }
        return Standing(history[-1], tuple(known.values()), reviews, self._due())

    def _due(self) -> tuple[Changed, ...]:
        return self._site.amendments.rescreening_due() if self._site.permits(Permission.READ_IDENTIFIED) else ()

    def replay(self, version: Version) -> None:
        """Let the worker read all open cases and past failures under a version."""
        if not self.busy:
            self.found = None
            self._begin(partial(_replay, self._site, version), self._done)

    def forget(self) -> None:
        """Show no replay any more."""
        self.found, self.problem = None, None
        self.changed.emit()

    def _done(self, found: Replays) -> None:
        self.found = found
        self._end()


def _version(protocol: Protocol) -> Version:
    header = protocol.protocol
    return Version(protocol.version, header.status, header.unusable, lambda: protocol)


def _replay(site: Site, version: Version, course: Course) -> Replays:
    return site.amendments.replay(version.load(), progress=course.progress)


def sign(site: Site, version: Version, values: Values) -> object:
    """Sign for the rules of a version."""
    return site.versions.sign_review(version.load(), values["password"], name=values.get("signer"))


def activate(site: Site, version: Version, values: Values) -> object:
    """Put a version into use."""
    approval = Approval(values["approved_on"], values["approved_by"], values["reference"])  # type: ignore[arg-type]
    return site.versions.activate(version.load(), approval, values.get("back") or None)  # type: ignore[arg-type]
