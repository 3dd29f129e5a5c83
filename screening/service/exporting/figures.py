"""The study's figures as copies: counts of people and nothing else, noted and proved like every copy."""

from pathlib import Path
from typing import TYPE_CHECKING

from screening.access import Permission
from screening.log import Exported, Figure, ProtocolActivated, Scope
from screening.protocol import Protocol, WorksheetField
from screening.service.exporting.copies import Copy
from screening.service.site import Site
from screening.settings import today
from screening.wording import Words

if TYPE_CHECKING:
    from screening.formats.charts import About
    from screening.formats.figure import Format

EVERYBODY = Scope()


def export_figure(
    site: Site,
    path: Path,
    words: Words,
    kind: Figure = "consort",
    format: "Format" = "svg",
    scope: Scope = EVERYBODY,
) -> Exported:
    """Draw a figure of the study at hand, with its manifest beside it; whole or not at all.

    Everybody counts once, by the last attempt; `rows` of what is noted is how many people that are.
    """
    from screening.formats.figure import figure

    with site.acting(Permission.EXPORT_CODED):
        about, ways = figure_about(site, words, scope), scope.of(site.outcomes.ways())
        made = figure(ways, about, kind=kind, format=format, words=words)
        copy = Copy(site, words, view=kind, format=format, privacy="coded")
        copy.rows = sum(ways.values())
        return copy.leave(path, lambda file: file.writelines([made]))


def figure_about(site: Site, words: Words, scope: Scope = EVERYBODY) -> "About":
    """Say what a figure of the study is of, in the words of every version of its protocol."""
    from screening.formats.charts import About

    activated = site.reader.entries(kinds=(ProtocolActivated.kind,))
    known = [site.protocol_of(str(entry.payload["fingerprint"])) for entry in activated]
    language = words.language
    return About(
        {(one.version, criterion.id): criterion.text.in_(language) for one in known for criterion in one.criterion},
        _told(site, words, scope),
        consent_asked=site.protocol.protocol.consent == "before_screening",
        fields={(one.version, name): told for one in known for name, told in _fields(one, words).items()},
    )


def _fields(protocol: Protocol, words: Words) -> dict[str, str]:
    """Name what a verdict can wait for: each field, a worksheet by its section, and the doctor's decisions."""
    titles = {name: one.title for one in protocol.sections for name in one.fields if len(one.fields) == 1}
    asked = {
        name: (titles[name] if isinstance(field, WorksheetField) and name in titles else field.ask)
        for name, field in protocol.field.items()
    }
    told = {name: text.in_(words.language) for name, text in asked.items()}
    return told | {"decisions": words.text("figure.decisions")}


def _told(site: Site, words: Words, scope: Scope) -> list[tuple[str, str]]:
    text = words.text
    counted = text("figure.about.upto", on=words.day(today()), entry=site.head().length)
    told = [(text("figure.about.study"), site.study), (text("figure.about.counted"), counted)]
    if site.practice:
        told.insert(0, (text("foot.practice"), text("exercise.nobody")))
    if scope.since is not None:
        told.append((text("figure.scope.since"), text("figure.scope.from_month", month=scope.since)))
    if scope.version is not None:
        told.append((text("figure.scope.version"), scope.version))
    return told
