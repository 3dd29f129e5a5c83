"""The study's figures, drawn from one count of people: the CONSORT flow diagram, the funnel, and charts of bars.

One template gives SVG, PNG and PDF. An SVG holds its text as outlines, so that it looks the same everywhere; its
title and description say the same for whoever hears it. A CSV holds the counts alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args
from xml.sax.saxutils import escape

from screening.formats.charts import About, Chart, chart, percent
from screening.formats.pdf import compile, page_words
from screening.formats.tables import csv_bytes
from screening.log import BOXES, FEW, STANDINGS, STEPS, Box, Excluded, Figure, Flow, Ways, fates_of, flow
from screening.wording import Words, outcome_text, primary_text

Format = Literal["svg", "png", "pdf", "csv"]
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


def figure(
    ways: Ways, about: About, *, kind: Figure, format: Format, words: Words, at: datetime | None = None
) -> bytes:
    """Draw a figure, or write its counts as a table."""
    if format == "csv":
        return csv_bytes(*table(ways, about, kind=kind, words=words))
    data = figure_data(ways, about, kind=kind, words=words)
    made = compile("figure", {**data, "page": page_words(words), "paged": format == "pdf"}, format=format, at=at)
    return _titled(made, data) if format == "svg" else made


def table(ways: Ways, about: About, *, kind: Figure, words: Words) -> tuple[Sequence[str], list[tuple[str | int, ...]]]:
    """Give a figure's counts as a header and rows."""
    if kind == "consort":
        header = [words.text(f"figure.table.{name}") for name in ("box", "reason", "people")]
        return header, list(_Told(flow(fates_of(ways)), about, words).counts())
    made = chart(ways, about, kind=kind, words=words)
    return made.header, made.rows


def figure_data(ways: Ways, about: About, *, kind: Figure, words: Words) -> Plain:
    """Give what a figure says, in words."""
    found = flow(fates_of(ways))
    told = _Told(found, about, words)
    bars = chart(ways, about, kind=kind, words=words) if kind not in ("consort", "funnel") else None
    few = found.few if bars is None else bars.few
    return {
        "kind": kind,
        "title": words.text(f"figure.{kind}.title"),
        "about": list(about.told),
        "consort": told.consort() if kind == "consort" else None,
        "funnel": told.funnel() if kind == "funnel" else None,
        "chart": _bars(bars, words) if bars is not None else None,
        "heads": [words.text("figure.funnel.of_all"), words.text("figure.funnel.of_before")],
        "failed": told.failed() if kind == "consort" and found.failed else None,
        "caption": words.text(f"figure.{kind}.caption"),
        "means": told.means() if kind == "funnel" else [],
        "few": words.text("figure.few", few=FEW) if few else None,
    }


def _bars(chart: Chart, words: Words) -> Plain:
    """Give a chart as the template draws it, with all that it says."""
    longest = chart.longest or 1
    return {
        "heads": [chart.heading, chart.of],
        "series": list(chart.legend),
        "bars": [
            {
                "label": bar.label,
                "parts": [{"n": number, "share": number / longest} for number in bar.parts],
                "of": words.text("figure.of", n=bar.people, of=bar.of, share=percent(bar.people, bar.of, words)),
            }
            for bar in chart.bars
        ],
        "remark": chart.remark or (words.text("figure.nobody") if not chart.bars else ""),
        "spoken": list(chart.spoken(words))[:-1],
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

    def counts(self) -> Iterable[tuple[str, str, int]]:
        """Yield the diagram's counts, line by line: the box, the reason where there is one, and how many."""
        flow, text = self._flow, self._words.text
        yield text("figure.box.assessed"), "", flow.screened
        yield text("figure.box.excluded"), "", flow.out()
        for box in BOXES:
            name = text(f"acts.box.{box}")
            yield name, "", flow.out(box)
            yield from ((name, reason, people) for reason, people in _most_first(self._reasons(box)))
        pending = text("figure.box.pending")
        yield pending, "", flow.still_in_screening
        yield from ((pending, text(_STANDING[one]), flow.pending[one]) for one in STANDINGS if flow.pending[one])
        yield text("figure.box.enrolled"), "", flow.enrolled

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
        total = self._words.text(f"acts.box.{box}")
        return {**self._box(total, self._flow.out(box)), "lines": _lines(_most_first(self._reasons(box)))}

    def _reasons(self, box: Box) -> "Counter[str]":
        counted: Counter[str] = Counter()
        for one in self._flow.excluded:
            if one.box == box:
                counted[self._reason(one)] += one.people
        return counted

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
        return percent(number, whole, self._words)


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
    if data["chart"]:
        yield from data["chart"]["spoken"]
    if data["failed"]:
        yield data["failed"]["title"]
        yield from (f"{id} {text}: {number}" for id, text, number in data["failed"]["rows"])
    yield data["caption"]
    yield from (f"{label}: {meaning}" for label, meaning in data["means"])
    if data["few"]:
        yield data["few"]
