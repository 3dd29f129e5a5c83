"""How screening goes, as charts of bars in words: what the window shows, and what a picture or a table is made of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from screening.log import (
    BOXES,
    FEW,
    STEPS,
    WAITS,
    Figure,
    Ways,
    failures,
    fates_of,
    flow,
    lacking,
    versions_of,
    waits,
)
from screening.wording import Words

_APART = 5
"""How many criteria a chart tells apart; the less frequent ones are one part."""


@dataclass(frozen=True, slots=True)
class About:
    """What a figure is of: the protocol's words for criteria and fields by version and id; `told` stands above."""

    criteria: Mapping[tuple[str, str], str] = field(default_factory=dict)
    told: Sequence[tuple[str, str]] = ()
    consent_asked: bool = True
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many people each of its parts is, out of how many."""

    label: str
    parts: tuple[int, ...]
    of: int

    @property
    def people(self) -> int:
        """Count everybody in it."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars, each of as many parts as there are `series`.

    `heading` says what the bars are, `of` what they are counted out of; `remark` sums it up.
    """

    kind: Figure
    title: str
    caption: str
    heading: str
    of: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    remark: str = ""

    @property
    def legend(self) -> tuple[str, ...]:
        """Name the parts where a bar has several, or where one name alone says what it is."""
        return self.series if len(self.series) > 1 or self.kind == "failures" else ()

    @property
    def longest(self) -> int:
        """Give what the whole width stands for: the most people in a bar."""
        return max((bar.people for bar in self.bars), default=0)

    @property
    def few(self) -> bool:
        """Say whether some count is so small that it can tell who is meant."""
        return any(0 < number < FEW for bar in self.bars for number in bar.parts)

    @property
    def header(self) -> tuple[str, ...]:
        """Head the table that says the same."""
        return (self.heading, *self.series, self.of)

    @property
    def rows(self) -> list[tuple[str | int, ...]]:
        """Give the table that says the same."""
        return [(bar.label, *bar.parts, bar.of) for bar in self.bars]

    def told(self, bar: Bar, part: int, words: Words) -> str:
        """Say what a part of a bar is: whose, how many, out of how many."""
        name = f"{bar.label}, {self.series[part]}" if self.legend else bar.label
        number, share = bar.parts[part], percent(bar.parts[part], bar.of, words)
        return words.text("figure.told", name=name, n=number, of=bar.of, whole=self.of, share=share)

    def spoken(self, words: Words) -> Iterable[str]:
        """Yield all that it says, line by line."""
        for bar in self.bars:
            yield from (self.told(bar, part, words) for part in range(len(self.series)) if bar.parts[part])
        yield from filter(None, (self.remark, self.caption))


def percent(number: int, whole: int, words: Words) -> str:
    """Write a share of a whole; a dash where there is nothing to share."""
    return words.text("figure.percent", n=f"{100 * number / whole:.0f}") if whole else "–"


def chart(ways: Ways, about: About, *, kind: Figure, words: Words) -> Chart:
    """Tell one chart of some people; the flow diagram is none."""
    return _MADE[kind](ways, about, words)


def _funnel(ways: Ways, _about: About, words: Words) -> Chart:
    found = flow(fates_of(ways))
    steps = tuple(Bar(words.text(f"figure.step.{step}"), (found.steps[step],), found.screened) for step in STEPS)
    return _told("funnel", words, (words.text("figure.failed.people"),), steps)


def _failures(ways: Ways, about: About, words: Words) -> Chart:
    span, periods = failures(ways)
    counted: Counter[str] = Counter()
    told: list[Counter[str]] = []
    for period in periods:
        reasons: Counter[str] = Counter()
        for (version, criterion), people in period.failed.items():
            reasons[f"{criterion} {about.criteria.get((version, criterion), '')}".strip()] += people
        counted.update(reasons)
        told.append(reasons)
    shown = [reason for reason, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]
    apart = shown if len(shown) <= _APART + 1 else shown[:_APART]
    rest = [one for one in shown if one not in apart]
    series = (*apart, *([words.text("figure.failures.rest", n=len(rest))] if rest else []))
    bars = tuple(
        Bar(
            _period(period.first, span, words),
            (*(reasons[one] for one in apart), *([sum(reasons[one] for one in rest)] if rest else [])),
            period.screened,
        )
        for period, reasons in zip(periods, told, strict=True)
    )
    return _told("failures", words, series, bars if series else ())


def _period(first: str, span: str, words: Words) -> str:
    year, month = first.split("-")
    return words.text(f"figure.period.{span}", year=year, month=month, quarter=(int(month) + 2) // 3)


def _waits(ways: Ways, _about: About, words: Words) -> Chart:
    found = waits(ways)
    decided = sum(found.people)
    bars = [
        Bar(_days(first, last, words), (people, 0), decided + found.waiting)
        for (first, last), people in zip(WAITS, found.people, strict=True)
    ]
    bars.append(Bar(words.text("figure.waits.none"), (0, found.waiting), decided + found.waiting))
    remark = ""
    if found.median is not None and found.quartiles is not None:
        lower, upper = found.quartiles
        remark = words.text("figure.waits.remark", n=decided, median=found.median, lower=lower, upper=upper)
    series = (words.text("figure.waits.decided"), words.text("figure.waits.waiting"))
    return _told("waits", words, series, tuple(bars) if ways else (), remark)


def _days(first: int, last: int | None, words: Words) -> str:
    if last is None:
        return words.text("figure.waits.more", n=first - 1)
    if first == last:
        return words.text("figure.waits.same")
    return words.text("figure.waits.days", first=first, last=last)


def _lacking(ways: Ways, about: About, words: Words) -> Chart:
    found = lacking(ways)
    counted: Counter[str] = Counter()
    for (version, name), people in found.fields.items():
        counted[about.fields.get((version, name), name)] += people
    bars = tuple(Bar(label, (people,), found.pending) for label, people in counted.most_common())
    remark = words.text("figure.lacking.remark", n=found.unknown, of=found.pending) if found.pending else ""
    return _told("lacking", words, (words.text("figure.failed.people"),), bars, remark)


def _versions(ways: Ways, _about: About, words: Words) -> Chart:
    bars = []
    for version in versions_of(ways):
        found = flow(fates_of({way: people for way, people in ways.items() if way.fate.version == version}))
        parts = (found.enrolled, found.still_in_screening, *(found.out(box) for box in BOXES))
        bars.append(Bar(version, parts, found.screened))
    series = (
        words.text("figure.box.enrolled"),
        words.text("figure.box.pending"),
        *(words.text(f"acts.box.{box}") for box in BOXES),
    )
    return _told("versions", words, series, tuple(bars))


def _told(kind: Figure, words: Words, series: Sequence[str], bars: tuple[Bar, ...], remark: str = "") -> Chart:
    text = words.text
    return Chart(
        kind,
        text(f"figure.{kind}.title"),
        text(f"figure.{kind}.caption"),
        text(f"figure.{kind}.heading"),
        text(f"figure.{kind}.of"),
        tuple(series),
        bars,
        remark,
    )


_MADE = {"funnel": _funnel, "failures": _failures, "waits": _waits, "lacking": _lacking, "versions": _versions}
CHARTS: tuple[Figure, ...] = tuple(_MADE)  # type: ignore[arg-type]  # their names are those of figures
