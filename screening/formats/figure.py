"""The study's two figures, drawn from one count of people: the CONSORT flow diagram, and the screening funnel.

One template gives SVG, PNG and PDF. An SVG holds its text as outlines, so that it looks the same everywhere; its
title and description say the same for whoever hears it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from xml.sax.saxutils import escape

from screening.formats.pdf import compile, page_words
from screening.log import BOXES, FEW, STANDINGS, STEPS, Box, Excluded, Figure, Flow
from screening.wording import Words, outcome_text, primary_text

Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

_STANDING = {
    "awaiting": "verdict.eligible",
    "not_yet": "figure.not_yet",
    "unknown": "verdict.undetermined",
    "unrecorded": "figure.unrecorded",
}
_OWN: Mapping[Box, str] = {"declined": "declined", "other": "other"}
"""The outcome whose reasons need no name before them in a box."""

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What the figure is of: `criteria` gives a criterion's words by protocol version and id, `told` stands above."""

    criteria: Mapping[tuple[str, str], str]
    told: Sequence[tuple[str, str]]
    consent_asked: bool = True


def figure(
    flow: Flow, about: About, *, kind: Figure, format: Format, words: Words, at: datetime | None = None
) -> bytes:
    """Draw a figure."""
    data = figure_data(flow, about, kind=kind, words=words)
    made = compile("figure", {**data, "page": page_words(words), "paged": format == "pdf"}, format=format, at=at)
    return _titled(made, data) if format == "svg" else made


def figure_data(flow: Flow, about: About, *, kind: Figure, words: Words) -> Plain:
    """Give what a figure says, in words."""
    told = _Told(flow, about, words)
    return {
        "kind": kind,
        "title": words.text(f"figure.{kind}.title"),
        "about": list(about.told),
        "consort": told.consort() if kind == "consort" else None,
        "funnel": told.funnel() if kind == "funnel" else None,
        "heads": [words.text("figure.funnel.of_all"), words.text("figure.funnel.of_before")],
        "failed": told.failed() if kind == "consort" and flow.failed else None,
        "caption": words.text(f"figure.{kind}.caption"),
        "means": told.means() if kind == "funnel" else [],
        "few": words.text("figure.few", few=FEW) if flow.few else None,
    }


class _Told:
    """A flow in words."""

    def __init__(self, flow: Flow, about: About, words: Words) -> None:
        self._flow, self._about, self._words = flow, about, words

    def consort(self) -> Plain:
        flow, text = self._flow, self._words.text
        before = flow.screened - flow.steps["consented"]
        excluded = self._box(text("figure.box.excluded"), flow.out())
        excluded["groups"] = [self._group(box) for box in BOXES]
        waiting = [(text(_STANDING[one]), flow.pending[one]) for one in STANDINGS if flow.pending[one]]
        return {
            "assessed": {
                **self._box(text("figure.box.assessed"), flow.screened),
                "note": text("figure.box.before_consent", n=before) if before and self._about.consent_asked else None,
            },
            "excluded": excluded,
            "pending": {**self._box(text("figure.box.pending"), flow.still_in_screening), "lines": _lines(waiting)},
            "enrolled": {**self._box(text("figure.box.enrolled"), flow.enrolled), "note": None},
        }

    def funnel(self) -> list[Plain]:
        flow, text = self._flow, self._words.text
        found: list[Plain] = []
        before = flow.screened
        for step in STEPS:
            number = flow.steps[step]
            found.append(
                {
                    "label": text(f"figure.step.{step}"),
                    "n": number,
                    "share": number / flow.screened if flow.screened else 0,
                    "of_all": self._percent(number, flow.screened),
                    "of_before": self._percent(number, before) if found else "",
                }
            )
            before = number
        return found

    def failed(self) -> Plain:
        """Give the second table: every criterion with all who failed it."""
        text = self._words.text
        counted: Counter[tuple[str, str]] = Counter()
        for one in self._flow.failed:
            counted[one.criterion, self._criterion(one.version, one.criterion)] += one.people
        return {
            "title": text("figure.failed.title"),
            "note": text("figure.failed.note"),
            "columns": [text(f"figure.failed.{name}") for name in ("id", "criterion", "people")],
            "rows": [(*criterion, str(number)) for criterion, number in _most_first(counted)],
        }

    def means(self) -> list[tuple[str, str]]:
        """Say what each step of the funnel is."""
        text, found = self._words.text, []
        for step in STEPS:
            unasked = step == "consented" and not self._about.consent_asked
            found.append((text(f"figure.step.{step}"), text(f"figure.means.{'numbered' if unasked else step}")))
        return found

    def _box(self, label: str, number: int) -> Plain:
        return {"label": label, "n": self._words.text("figure.n", n=number)}

    def _group(self, box: Box) -> Plain:
        counted: Counter[str] = Counter()
        for one in self._flow.excluded:
            if one.box == box:
                counted[self._reason(one)] += one.people
        total = self._words.text(f"acts.box.{box}")
        return {**self._box(total, self._flow.out(box)), "lines": _lines(_most_first(counted))}

    def _reason(self, one: Excluded) -> str:
        """Tell a primary reason: a criterion in the protocol's words, a coded one by its name."""
        if one.box == "not_meeting_criteria":
            return f"{one.reason} {self._criterion(one.version, one.reason)}".strip()
        reason = primary_text(one.outcome, one.reason, self._words)
        if one.outcome == _OWN.get(one.box):
            return reason
        outcome = outcome_text(one.outcome, self._words)
        return self._words.text("figure.reason", outcome=outcome, reason=self._words.inside(reason))

    def _criterion(self, version: str, criterion: str) -> str:
        return self._about.criteria.get((version, criterion), "")

    def _percent(self, number: int, whole: int) -> str:
        return self._words.text("figure.percent", n=f"{100 * number / whole:.0f}") if whole else "–"


def _most_first(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def _lines(counted: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(text, str(number)) for text, number in counted]


def _titled(made: bytes, data: Plain) -> bytes:
    """Give an SVG its title, and everything it says as its description."""
    head, mark, rest = made.decode().partition(">")
    title = f'<title id="title">{escape(data["title"])}</title>'
    said = f'<desc id="desc">{escape(". ".join(spoken(data)))}</desc>'
    return f'{head} role="img" aria-labelledby="title desc"{mark}{title}{said}{rest}'.encode()


def spoken(data: Plain) -> Iterable[str]:
    """Yield what a figure says, line by line."""
    yield from (f"{label}: {value}" for label, value in data["about"])
    boxes = data["consort"] or {}
    for box in boxes.values():
        yield " ".join(filter(None, (box["label"], box["n"], box.get("note"))))
        for group in box.get("groups", ()):
            yield f"{group['label']} {group['n']}"
            yield from (f"{text}: {number}" for text, number in group["lines"])
        yield from (f"{text}: {number}" for text, number in box.get("lines", ()))
    for step in data["funnel"] or ():
        yield f"{step['label']}: {step['n']} ({step['of_all']})"
    if data["failed"]:
        yield data["failed"]["title"]
        yield from (f"{id} {text}: {number}" for id, text, number in data["failed"]["rows"])
    yield data["caption"]
    yield from (f"{label}: {meaning}" for label, meaning in data["means"])
    if data["few"]:
        yield data["few"]
