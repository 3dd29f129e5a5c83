"""The table of endpoints by arm in words, in the shape of the technical guide's: an arm a column, odds ratios last."""

from screening.service.endpoints.statistics import Estimate
from screening.service.endpoints.summary import Had, Rate, Summary
from screening.wording import Words

Rows = list[list[str]]


def heads(summary: Summary, words: Words) -> list[str]:
    """Name the columns: what is counted, each arm with its people, and the odds ratios."""
    arms = [words.text("follow.table.arm", arm=arm, n=summary.people[arm]) for arm in summary.arms]
    ratios = [words.text("follow.table.crude", reference=summary.reference)]
    if summary.strata:
        ratios.append(words.text("follow.table.pooled", reference=summary.reference))
    return [words.text("follow.table.what"), *arms, *ratios]


def endpoint_rows(summary: Summary, words: Words) -> Rows:
    """Tell each endpoint: how many of how many, the proportion with its exact interval, and the odds ratios."""
    rows = []
    for row in summary.endpoints:
        told = [f"{row.endpoint.id} · {row.endpoint.text.in_(words.language)}"]
        told += [_rate(one, words) for one in row.rates]
        several = len(row.ratios) > 1
        told.append("\n".join(_ratio(one.crude, one.arm if several else "", words) for one in row.ratios))
        if summary.strata:
            pooled = [_ratio(one.pooled, one.arm if several else "", words) for one in row.ratios if one.pooled]
            told.append("\n".join(pooled))
        rows.append(told)
    return rows


def median_rows(summary: Summary, words: Words) -> Rows:
    """Tell each measure: the median of days with its interval, and in how many the end was seen."""
    rows: dict[str, list[str]] = {}
    for one in summary.medians:
        told = rows.setdefault(one.measure.id, [f"{one.measure.id} · {one.measure.text.in_(words.language)}"])
        value = one.median.value
        median = (
            words.text("follow.table.not_reached") if value is None else f"{value:g}{_interval(one.median, '{:g}')}"
        )
        told.append(words.text("follow.table.median", median=median, ended=one.ended, n=one.measured))
    return list(rows.values())


def adverse_rows(summary: Summary, words: Words) -> Rows:
    """Tell each term of an adverse event that anybody had: of any grade, of grade 3 or worse, serious."""
    rows: dict[str, list[str]] = {}
    for one in summary.adverse:
        term = one.term.in_(words.language)
        severe, serious = _had("severe", one.severe, words), _had("serious", one.serious, words)
        told = words.text("follow.table.adverse_counts", any=one.any, asked=one.asked, severe=severe, serious=serious)
        rows.setdefault(term, [term]).append(told)
    return list(rows.values())


def _had(key: str, had: Had, words: Words) -> str:
    return words.text(f"follow.table.had.{key}", n=had.n, unknown=had.unknown) if had.unknown else str(had.n)


def _rate(rate: Rate, words: Words) -> str:
    if rate.share.value is None:
        told = f"{rate.met}/{rate.known}"
    else:
        told = f"{rate.met}/{rate.known} ({100 * rate.share.value:.1f} %{_interval(rate.share, '{:.1f}', 100)})"
    if not rate.unknown:
        return told
    return words.joined([told, words.text("follow.table.unknown", n=rate.unknown)])


def _ratio(estimate: Estimate | None, arm: str, words: Words) -> str:
    if estimate is None or estimate.value is None:
        told = words.text("follow.table.no_ratio")
    else:
        told = f"{estimate.value:.2f}{_interval(estimate, '{:.2f}')}"
    return f"{arm}: {told}" if arm else told


def _interval(estimate: Estimate, form: str, scale: float = 1) -> str:
    """Write the ends of an interval; one that is not reached as NR."""
    if estimate.low is None and estimate.high is None:
        return ""
    ends = ["NR" if end is None else form.format(scale * end) for end in (estimate.low, estimate.high)]
    return f"; {ends[0]}–{ends[1]}"
