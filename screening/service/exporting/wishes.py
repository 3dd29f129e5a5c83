"""What is asked to leave the book, and whether it may leave so."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, get_args

from screening.access import Permission
from screening.errors import RefusedError
from screening.formats.template import Template
from screening.log import WhyIdentified
from screening.service.exporting.columns import LEVELS, Level
from screening.service.site import Site
from screening.wording import refused

View = Literal["screening", "enrolment", "identification"]
Format = Literal["csv", "xlsx", "pdf", "sdtm", "xpt", "odm", "fhir", "jsonl"]

LOGS: tuple[View, ...] = get_args(View)
TABLES: tuple[Format, ...] = ("csv", "xlsx", "pdf")
STANDARDS: tuple[Format, ...] = ("sdtm", "xpt", "odm", "fhir", "jsonl")
FORMATS: tuple[Format, ...] = get_args(Format)
WHY_IDENTIFIED: tuple[WhyIdentified, ...] = get_args(WhyIdentified)

ENDINGS = {"sdtm": "zip", "xpt": "zip", "odm": "xml", "fhir": "json"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to leave: one of the three logs as a table, or the study in the shape of a data standard.

    The level is `identified` for what stays at the site, and asks for a coded `reason`. A standard's copy holds the
    people who consented, whatever `view` and the order say. `template` is the sponsor's own choice of columns.
    """

    format: Format = "csv"
    view: View = "screening"
    level: Level = "coded"
    reason: WhyIdentified | None = None
    current_only: bool = True
    newest_first: bool = False
    template: Template | None = None

    @property
    def permission(self) -> Permission:
        """Say what whoever takes it must be permitted."""
        return Permission.EXPORT_IDENTIFIED if self.level == "identified" else Permission.EXPORT_CODED

    @property
    def ending(self) -> str:
        """Give how the name of the file ends."""
        return ENDINGS.get(self.format, self.format)

    @property
    def kept(self) -> str:
        """Say what the book calls it: the log, or the whole study."""
        return self.view if self.format in TABLES else "study"

    def dated(self, site: Site) -> bool:
        """Say whether days leave as dates; otherwise as study days."""
        return self.level == "identified" or (self.level == "coded" and site.conduct.dates_leave())

    def refuse_unless_sound(self, site: Site) -> None:
        """Refuse what can't be: RefusedError says what to ask for instead."""
        if self.view == "identification" and (self.level != "identified" or self.format not in TABLES):
            raise refused("export.identification", "view")
        if self.level == "identified" and self.reason is None:
            raise refused("export.reason", "reason", known=", ".join(WHY_IDENTIFIED))
        if self.level != "identified" and self.reason is not None:
            raise refused("export.no_reason", "reason")
        if self.template is not None and (self.format not in ("csv", "xlsx") or self.view == "identification"):
            raise refused("export.template", "template")
        if self.format in ("sdtm", "xpt", "odm", "fhir") and self.level == "identified":
            raise refused("export.standard", "privacy", format=self.format)
        if self.format == "jsonl" and not self.dated(site):
            raise refused("export.events", "privacy")


def offered(site: Site) -> dict[tuple[str, Format], tuple[Level, ...]]:
    """Say what whoever is at work may ask for: for each log, or `study`, and format, at which levels it may leave.

    AccessError where they may take nothing.
    """
    shapes: list[tuple[Wish, str]] = [(Wish(format, view), view) for view in LOGS for format in TABLES]
    shapes += [(Wish(format), "study") for format in STANDARDS]
    with site.acting(Permission.EXPORT_CODED):
        found = {(name, wish.format): tuple(_levels(site, wish)) for wish, name in shapes}
    return {shape: levels for shape, levels in found.items() if levels}


def _levels(site: Site, wish: Wish) -> Iterator[Level]:
    for level in LEVELS:
        asked = replace(wish, level=level, reason=WHY_IDENTIFIED[0] if level == "identified" else None)
        with suppress(RefusedError):
            asked.refuse_unless_sound(site)
            if site.permits(asked.permission):
                yield level
