"""What somebody chose to take, kept within what may leave; and the name that its file would have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from screening.log import WhyIdentified
from screening.service import LOGS, STANDARDS, TABLES, WHY_IDENTIFIED, Format, Level, Template, Wish

Offers = Mapping[tuple[str, Format], tuple[Level, ...]]
"""What may be asked for: for each log, or `study`, and format, the levels at which it may leave."""

STUDY = "study"
_WITH_TEMPLATE = (("screening", "enrolment"), ("csv", "xlsx"))
_NAMED = {
    "screening": "screening-log",
    "enrolment": "enrolment-log",
    "identification": "identification-code-list",
    STUDY: "study-data",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """One answer to each question of the form; some of them count only together with others.

    `what` is one of the logs, or `study`; a log leaves as a `table`, the study in the shape of a `standard`.
    """

    what: str = "screening"
    table: Format = "csv"
    standard: Format = "sdtm"
    level: Level = "coded"
    reason: WhyIdentified | None = None
    current_only: bool = True
    newest_first: bool = False
    template: Template | None = None

    @property
    def format(self) -> Format:
        """Give the format in which it leaves."""
        return self.standard if self.what == STUDY else self.table

    @property
    def asks_reason(self) -> bool:
        """Say whether a reason is needed."""
        return self.level == "identified"

    @property
    def ready(self) -> bool:
        """Say whether nothing is left to be answered."""
        return not self.asks_reason or self.reason is not None

    @property
    def takes_template(self) -> bool:
        """Say whether a sponsor's template may give the columns."""
        views, formats = _WITH_TEMPLATE
        return self.what in views and self.format in formats

    def within(self, offers: Offers) -> "Choices":
        """Give the same where it may leave so, otherwise what is nearest to it."""
        what = self.what if self.what in whats(offers) else whats(offers)[0]
        found = replace(self, what=what)
        formats = formats_of(what, offers)
        if found.format not in formats:
            first = formats[0]
            found = replace(found, standard=first) if what == STUDY else replace(found, table=first)
        levels = offers[what, found.format]
        level = self.level if self.level in levels else "coded" if "coded" in levels else levels[0]
        return replace(found, level=level)

    def wish(self) -> Wish:
        """Give what is asked of the book."""
        return Wish(
            format=self.format,
            view=self.what if self.what in LOGS else "screening",
            level=self.level,
            reason=self.reason if self.asks_reason else None,
            current_only=self.current_only,
            newest_first=self.newest_first,
            template=self.template if self.takes_template else None,
        )

    def wish_to_see(self) -> Wish:
        """Give what is asked for to look at it: the reason is needed, and noted, when it leaves."""
        wish = self.wish()
        return wish if self.ready else replace(wish, reason=WHY_IDENTIFIED[0])

    def file_name(self, site: str, protocol: str, day: date) -> str:
        """Suggest a name; a de-identified copy's doesn't lead back to the site."""
        standard = (self.format,) if self.what == STUDY else ()
        place = () if self.level == "deidentified" else (site,)
        parts = (*place, protocol, _NAMED[self.what], *standard, self.level, day.isoformat())
        return f"{'-'.join(parts)}.{self.wish().ending}"


def whats(offers: Offers) -> list[str]:
    """Name what may leave, in order."""
    return [one for one in (*LOGS, STUDY) if any(what == one for what, _ in offers)]


def formats_of(what: str, offers: Offers) -> list[Format]:
    """Name the formats of a log, or of the study, in order."""
    known = STANDARDS if what == STUDY else TABLES
    return [one for one in known if (what, one) in offers]
