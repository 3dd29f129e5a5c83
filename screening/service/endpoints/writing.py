"""The table of endpoints by arm, as a file: one line a figure, or JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from screening.access import Permission
from screening.formats.tables import Cell, csv_parts
from screening.log import Exported
from screening.service.endpoints.statistics import Estimate
from screening.service.endpoints.summary import Had, Summary
from screening.service.exporting.copies import Copy
from screening.service.site import Site
from screening.wording import Words

COLUMNS = ("part", "id", "text", "arm", "figure", "count", "of", "not_yet_known", "value", "low", "high")


def export_summary(site: Site, summary: Summary, path: Path, words: Words) -> Exported:
    """Write the table as CSV, its manifest beside it, and note the copy in the book."""
    with site.acting(Permission.EXPORT_CODED):
        copy = Copy(site, words, view="endpoints", format="csv", privacy="coded")
        rows = copy.counted(summary_rows(summary, words))
        heads = [words.text(f"follow.column.{name}") for name in COLUMNS]
        return copy.leave(path, lambda file: file.writelines(csv_parts(heads, rows)))


def summary_rows(summary: Summary, words: Words) -> Iterator[list[Cell]]:
    """Give the table line by line, each figure with its 95 % interval; blank where it can't be told."""
    said = words.language
    for row in summary.endpoints:
        head: list[Cell] = [
            words.text(f"follow.kind.{row.endpoint.kind}"),
            row.endpoint.id,
            row.endpoint.text.in_(said),
        ]
        for rate in row.rates:
            figure = words.text("follow.figure.proportion")
            yield [*head, rate.arm, figure, rate.met, rate.known, rate.unknown, *_cells(rate.share)]
        for ratio in row.ratios:
            against = f"{ratio.arm} : {summary.reference}"
            yield [*head, against, words.text("follow.figure.crude"), None, None, None, *_cells(ratio.crude)]
            if ratio.pooled is not None:
                pooled = words.text("follow.figure.pooled")
                yield [*head, against, pooled, None, None, None, *_cells(ratio.pooled)]
    for one in summary.medians:
        head = [words.text("follow.kind.measure"), one.measure.id, one.measure.text.in_(said)]
        figure = words.text("follow.figure.median")
        yield [*head, one.arm, figure, one.ended, one.measured, None, *_cells(one.median)]
    for event in summary.adverse:
        for key, had in (("any", Had(event.any, 0)), ("severe", event.severe), ("serious", event.serious)):
            head = [words.text("follow.kind.adverse"), None, event.term.in_(said)]
            unknown = summary.people[event.arm] - event.asked + had.unknown
            counts = [had.n, event.asked - had.unknown, unknown]
            yield [*head, event.arm, words.text(f"follow.figure.{key}"), *counts, None, None, None]


def summary_json(summary: Summary) -> dict[str, Any]:
    """Give the table for programs."""
    return {
        "protocol": {"id": summary.protocol.id, "version": summary.protocol.version},
        "locked": {"on": summary.on.isoformat(), "by": summary.locked_by},
        "arms": dict(summary.people),
        "reference": summary.reference,
        "strata": list(summary.strata),
        "missing": list(summary.missing),
        "endpoints": [
            {
                "id": row.endpoint.id,
                "kind": row.endpoint.kind,
                "rates": [
                    {"arm": one.arm, "met": one.met, "known": one.known, "unknown": one.unknown, **_told(one.share)}
                    for one in row.rates
                ],
                "odds_ratios": [
                    {"arm": one.arm, "crude": _told(one.crude), "mantel_haenszel": one.pooled and _told(one.pooled)}
                    for one in row.ratios
                ],
            }
            for row in summary.endpoints
        ],
        "medians": [
            {"id": one.measure.id, "arm": one.arm, "measured": one.measured, "ended": one.ended, **_told(one.median)}
            for one in summary.medians
        ],
        "adverse_events": [
            {
                "term": one.term.in_("en"),
                "arm": one.arm,
                "asked": one.asked,
                "any": one.any,
                "grade_3_or_worse": one.severe.n,
                "grade_not_yet_known": one.severe.unknown,
                "serious": one.serious.n,
                "seriousness_not_yet_known": one.serious.unknown,
            }
            for one in summary.adverse
        ],
    }


def _told(estimate: Estimate) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in estimate._asdict().items()}


def _cells(estimate: Estimate) -> list[Cell]:
    return [None if value is None else f"{value:.4f}" for value in estimate]
