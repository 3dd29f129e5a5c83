"""A fictitious patient's history told as a chart: a note, letters and results, as a coordinator would read them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from screening.protocol import Protocol
from screening.wording.histories import told_answer
from screening.wording.verdicts import amount, field_name
from screening.wording.words import Words

_TOLD = {
    "tumour_type": ("solid", "haematological", "both", "not_confirmed"),
    "disease_extent": ("advanced", "early", "not_documented"),
    "delay_reason": ("thrombocytopenia", "other", "not_documented"),
    "brain_metastases": ("none", "treated", "untreated", "progressing_after_treatment", "not_imaged"),
}
"""The answers that have a sentence of their own."""


class Note(NamedTuple):
    """One paper of a chart: its title and its lines."""

    title: str
    lines: tuple[str, ...]


def case_notes(history: Mapping[str, Any], protocol: Protocol, on: date, words: Words) -> list[Note]:
    """Tell a history; what it doesn't answer is not told. No verdict stands in it.

    The questions of NCT03976882 are told as its papers would; those of another protocol section by section of its form.
    """
    answers, text = history["answers"], words.text
    if not _TOLD.keys() <= protocol.field.keys():
        return _by_section(history, protocol, on, words)
    papers = [
        Note(text("exercise.note.visit", day=words.day(on)), tuple(_visit(history, on, words))),
        Note(text("exercise.note.letters"), tuple(_coded(answers, ("tumour_type", "disease_extent"), words))),
        Note(text("exercise.note.laboratory"), tuple(_counts(answers.get("platelets", ()), words))),
        Note(text("exercise.note.imaging"), tuple(_coded(answers, ("brain_metastases",), words))),
        Note(text("exercise.note.haematology"), tuple(_causes(answers.get("other_causes", {}), protocol, words))),
    ]
    return [one for one in papers if one.lines]


def _by_section(history: Mapping[str, Any], protocol: Protocol, on: date, words: Words) -> list[Note]:
    """Tell the answers as the form asks for them."""
    visit = Note(words.text("exercise.note.visit", day=words.day(on)), tuple(_visit(history, on, words)))
    found = [visit]
    for section in protocol.sections:
        told = [(name, told_answer(name, history, protocol, words)) for name in section.fields]
        lines = [
            words.text("exercise.note.answer", question=field_name(protocol, words, name).rstrip("?？"), answer=answer)
            for name, answer in told
            if answer
        ]
        found.append(Note(section.title.in_(words.language), tuple(lines)))
    return [one for one in found if one.lines]


def _visit(history: Mapping[str, Any], on: date, words: Words) -> Iterator[str]:
    subject, answers, text = history["subject"], history["answers"], words.text
    born = date.fromisoformat(subject["birth_date"])
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    yield text("exercise.note.person", sex=text(f"exercise.note.{subject['sex']}"), age=age)
    consent = subject["consent"]
    given = text("exercise.note.consented", day=words.day(consent["on"][:10])) if consent["given"] else ""
    yield given or text("exercise.note.unconsented")
    if planned := answers.get("planned_cycle_date"):
        yield text("exercise.note.planned", day=words.day(planned))
    if resumed := answers.get("cycle_resumed_date"):
        waits = resumed == "waiting"
        yield text("exercise.note.waiting") if waits else text("exercise.note.resumed", day=words.day(resumed))
    yield from _coded(answers, ("delay_reason",), words)


def _coded(answers: Mapping[str, Any], names: Sequence[str], words: Words) -> Iterator[str]:
    yield from (
        words.text(f"exercise.note.{name}.{answers[name]}") for name in names if answers.get(name) in _TOLD[name]
    )


def _counts(results: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    for one in sorted(results, key=lambda one: str(one["on"])):
        day, clock = str(one["on"])[:10], str(one["on"])[11:16]
        at = f"{words.day(day)} {clock}".strip()
        clumps = words.text("exercise.note.clumps") if one.get("clumped") else ""
        value = amount(str(one["value"]), one["unit"])
        tube = words.text(f"screen.lab.tube.{one['anticoagulant']}")
        yield words.text("exercise.note.count", day=at, value=value, tube=tube, clumps=clumps)


def _causes(causes: Mapping[str, str], protocol: Protocol, words: Words) -> Iterator[str]:
    for standing in ("ruled_out", "present", "not_assessed"):
        named = [field_name(protocol, words, f"other_causes.{one}") for one, said in causes.items() if said == standing]
        if named:
            yield words.text(f"exercise.note.{standing}", causes=words.listed([words.inside(one) for one in named]))
