"""A verdict as a page for people: the verdict first, then why, what is missing, and when it changes."""

from screening.cli.terminal import columns, padded, painted, shown, wrapped
from screening.engine import Assessment, CriterionResult, Possible
from screening.engine.fragility import Fragility
from screening.protocol import Protocol
from screening.wording import Words, criterion_text, field_name, headline, needs_text, span
from screening.wording.fragility import effect_text, margin_lines, second_look, slip_text, source_text

_MARKS = {"met": "✓", "clear": "✓", "not_met": "✗", "excludes": "✗", "unknown": "?", "not_yet": "◷"}
_LOOKS = {"met": "good", "clear": "good", "not_met": "bad", "excludes": "bad", "unknown": "open", "not_yet": "wait"}
_HEADLINE_LOOKS = {"eligible": "good", "ineligible": "bad", "undetermined": "open", "not_yet": "wait"}


def report(assessment: Assessment, found: Fragility, words: Words, title: str | None = None) -> list[str]:
    """Lay an assessment out as lines, with what would change it; `title` names the history where there are several."""
    lines = wrapped(title) if title else []
    lines += _verdict(assessment, words)
    for result in assessment.criteria:
        lines += _criterion(result, assessment.protocol, words)
    lines += _missing(assessment, words)
    lines += _calendar(assessment, words)
    lines += _possible(assessment, words)
    lines += _second_look(found, assessment.protocol, words)
    return lines + _caution(assessment.protocol, words)


def _verdict(assessment: Assessment, words: Words) -> list[str]:
    looks = _HEADLINE_LOOKS["not_yet" if assessment.not_yet else assessment.verdict]
    protocol = assessment.protocol
    about = words.text("cli.assess.about", protocol=protocol.id, version=protocol.version, on=words.day(assessment.on))
    head = [painted(line, "bold", looks) for line in wrapped(headline(assessment, words))]
    return [*head, *(painted(line, "dim") for line in wrapped(about)), ""]


def _criterion(result: CriterionResult, protocol: Protocol, words: Words) -> list[str]:
    text = next(one.text for one in protocol.criterion if one.id == result.id)
    state = "not_yet" if result.waits_until else result.outcome
    names = [words.text(f"outcome.{one}") for one in _MARKS]
    ids = max(columns(one.id) for one in protocol.criterion)
    start = f"  {_MARKS[state]} {padded(result.id, ids)}  "
    outcome = padded(words.text(f"outcome.{state}"), max(map(columns, names)))
    indent = columns(start) + columns(outcome) + 2
    first, *rest = wrapped(text.in_(words.language), indent)
    coloured = painted(start + outcome, _LOOKS[state])
    return [f"{coloured}  {first.strip()}", *rest, *wrapped(criterion_text(result, protocol, words), indent)]


def _missing(assessment: Assessment, words: Words) -> list[str]:
    if not assessment.open_questions:
        return []
    lines = _heading(words, "missing")
    for question in assessment.open_questions:
        name = field_name(assessment.protocol, words, question)
        lines += wrapped(words.text("cli.assess.question", name=name, path=question), 4, "  ")
    return lines


def _calendar(assessment: Assessment, words: Words) -> list[str]:
    if len(assessment.calendar) < 2:
        return []
    on = assessment.on
    spans = [span(one.start, one.until, on, words) for one in assessment.calendar]
    size = max(map(columns, spans))
    lines = _heading(words, "calendar")
    for told, one in zip(spans, assessment.calendar, strict=True):
        verdict = words.text(f"verdict.{one.verdict}")
        lines += wrapped(verdict, size + 4, f"  {padded(told, size)}  ")
    return lines


def _possible(assessment: Assessment, words: Words) -> list[str]:
    if not assessment.possible or (len(assessment.possible) == 1 and not assessment.not_yet):
        return []
    lines = _heading(words, "possible")
    for one in assessment.possible:
        lines += wrapped(_possible_days(one, assessment, words), 4, "  ")
    return lines


def _possible_days(one: Possible, assessment: Assessment, words: Words) -> str:
    days = span(one.start, one.until, assessment.on, words)
    if not one.needs:
        return days
    return words.text("window.from_with_new", window=days, fields=needs_text(one.needs, assessment.protocol, words))


def _second_look(found: Fragility, protocol: Protocol, words: Words) -> list[str]:
    """Say whether the verdict is solid, what could reverse it and where to look, and how far the limits are."""
    margins = margin_lines(found, protocol, words)
    if not margins and found.verdict == "undetermined":
        return []
    lines = ["", painted(words.text("fragility.title"), "bold"), *wrapped(second_look(found, protocol, words), 4, "  ")]
    for one in found.reversals:
        lines += wrapped(slip_text(one.slip, protocol, words), 6, "    ")
        lines += wrapped(words.joined([effect_text(one, words), source_text(one.slip, words)]), 6, "      ")
    for name, told in margins:
        lines += wrapped(words.text("fragility.criterion", id=name, told=told), 6, "    ")
    return lines


def _caution(protocol: Protocol, words: Words) -> list[str]:
    assumptions = protocol.assumptions(words.language)
    lines = _heading(words, "assumptions") if assumptions else []
    for one in assumptions:
        lines += wrapped(one, 4, "  ")
    status = words.text(f"status.{protocol.protocol.status}")
    source = shown(protocol.protocol.source)
    lines += ["", *wrapped(words.text("cli.assess.status", status=status, source=source))]
    return [*lines, *wrapped(words.text("cli.assess.support"))]


def _heading(words: Words, name: str) -> list[str]:
    return ["", painted(words.text(f"cli.assess.{name}"), "bold")]
