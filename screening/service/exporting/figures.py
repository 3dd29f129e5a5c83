"""The study's figures as copies: counts of people and nothing else, noted and proved like every copy."""

from pathlib import Path
from typing import TYPE_CHECKING

from screening.access import Permission
from screening.log import Exported, Figure, ProtocolActivated
from screening.service.exporting.copies import Copy
from screening.service.site import Site
from screening.settings import today
from screening.wording import Words

if TYPE_CHECKING:
    from screening.formats.figure import About, Format


def export_figure(site: Site, path: Path, words: Words, kind: Figure = "consort", format: "Format" = "svg") -> Exported:
    """Draw the flow diagram or the funnel of the study at hand, with its manifest beside it; whole or not at all.

    Everybody counts once, by the last attempt; `rows` of what is noted is how many people that are.
    """
    from screening.formats.figure import figure

    with site.acting(Permission.EXPORT_CODED):
        about, flow = _about(site, words), site.outcomes.flow()
        made = figure(flow, about, kind=kind, format=format, words=words)
        copy = Copy(site, words, view=kind, format=format, privacy="coded")
        copy.rows = flow.screened
        return copy.leave(path, lambda file: file.writelines([made]))


def _about(site: Site, words: Words) -> "About":
    from screening.formats.figure import About

    counted = words.text("figure.about.upto", on=words.day(today()), entry=site.head().length)
    told = ((words.text("figure.about.study"), site.study), (words.text("figure.about.counted"), counted))
    asked = site.protocol.protocol.consent == "before_screening"
    return About(_criteria(site, words.language), told, consent_asked=asked)


def _criteria(site: Site, language: str) -> dict[tuple[str, str], str]:
    """Give every criterion that anybody was held against, in the protocol's words, by version and id."""
    activated = site.reader.entries(kinds=(ProtocolActivated.kind,))
    known = (site.protocol_of(str(entry.payload["fingerprint"])) for entry in activated)
    return {(one.version, criterion.id): criterion.text.in_(language) for one in known for criterion in one.criterion}
