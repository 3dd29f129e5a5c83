"""What was answered and judged in one attempt, as the response to its protocol's questionnaire."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from screening.formats import codes as known
from screening.formats.fhir.exact import Json
from screening.formats.fhir.questions import Question, criteria_of, link_of, questions_of, reasons_of
from screening.formats.fhir.terms import Codes, Tongue, quantity, writable
from screening.formats.fhir.times import Calendar
from screening.log import Attempt, Ended, Finding, LabResult, Reply, Taken
from screening.protocol import DateField
from screening.quantity import parse_measure


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its value as FHIR has it, and the answers that belong to it."""

    value: Json
    inside: "Answers" = field(default_factory=dict)


Answers = dict[str, list[Answer]]


def items_of(attempt: Attempt, calendar: Calendar, tongue: Tongue) -> list[Json]:
    """Give the items of a response, in the order of the questionnaire; what was not answered has none."""
    found: Answers = defaultdict(list)
    for link, answer in _Told(attempt, calendar, tongue).answers():
        found[link].append(answer)
    return [item for one in questions_of(attempt.protocol) for item in _items(one, found, tongue)]


def _items(asked: Question, answers: Answers, tongue: Tongue) -> list[Json]:
    """Give a question with its answers; none where there are none."""
    made: Json = {"linkId": asked.link, **tongue.text("text", asked.text)}
    given = answers.get(asked.link, ())
    if asked.kind == "group" and asked.repeats:
        each = [[item for one in asked.inside for item in _items(one, answer.inside, tongue)] for answer in given]
        return [{**made, "item": inside} for inside in each if inside]
    if asked.kind == "group":
        inside = [item for one in asked.inside for item in _items(one, answers, tongue)]
        return [{**made, "item": inside}] if inside else []
    told = [
        {**answer.value, "item": [item for one in asked.inside for item in _items(one, answer.inside, tongue)]}
        for answer in given
    ]
    return [{**made, "answer": told}] if told else []


_Found = Iterator[tuple[str, Answer]]


class _Told:
    """An attempt, told link by link."""

    def __init__(self, attempt: Attempt, calendar: Calendar, tongue: Tongue) -> None:
        self._attempt, self._protocol = attempt, attempt.protocol
        self._calendar, self._tongue = calendar, tongue
        self._codes = _codes(questions_of(attempt.protocol))

    def answers(self) -> _Found:
        """Give all that is known, in no order but that of several answers to one question."""
        attempt = self._attempt
        if attempt.age is not None:
            yield "attempt-age", Answer({"valueInteger": attempt.age})
        for reply in attempt.replies:
            yield from self._reply(reply)
        for name, days in attempt.events.items():
            for day in days:
                yield name, Answer(self._calendar.when("valueDate", day))
        for name, periods in attempt.periods.items():
            for one in periods:
                yield name, self._taken(name, one)
        for result in attempt.labs:
            yield from self._lab(result)
        for finding in attempt.findings:
            yield from self._finding(finding)
        verdict = "not_yet" if attempt.not_yet else attempt.verdict
        yield "attempt-verdict", self._chosen(Codes("verdict", known.verdicts()), verdict)
        yield from self._end(attempt.ended)
        for criterion in attempt.deviations:
            yield "attempt-deviation", self._chosen(criteria_of(self._protocol), criterion)

    def _reply(self, reply: Reply) -> _Found:
        link, value = reply.field, reply.value
        if value is not None and isinstance(self._protocol.field.get(reply.field), DateField):
            link = f"{link}-word"
        since: Answers = {}
        if reply.dated is not None:
            since[f"{link}-since"] = [Answer(self._calendar.when("valueDateTime", reply.dated))]
        if reply.date is not None:
            yield link, Answer(self._calendar.when("valueDate", reply.date), since)
        elif value is not None and link in self._codes:
            yield link, Answer({"valueCoding": self._tongue.coding(self._codes[link], value)}, since)
        elif value is not None:
            yield link, Answer({"valueDecimal": Decimal(value)}, since)

    def _taken(self, name: str, one: Taken) -> Answer:
        ends = {"from": one.first, "until": one.last}
        inside: Answers = {
            f"{name}-{end}": [Answer(self._calendar.when("valueDate", day))] for end, day in ends.items() if day
        }
        return Answer({}, inside | {f"{name}-ongoing": [Answer({"valueBoolean": one.ongoing})]})

    def _lab(self, result: LabResult) -> _Found:
        """Give a result as it was reported; what it counts for stands in its Observation."""
        given = parse_measure(result.given)
        number, sign = (given.number, given.sign) if given else (result.number, result.sign)
        unit = result.given_unit if given else result.unit
        on = Answer(self._calendar.when("valueDateTime", result.on))
        value: Json = {"valueQuantity": quantity(number, unit, sign)}
        yield result.field, Answer(value, {f"{result.field}-on": [on]})

    def _finding(self, finding: Finding) -> _Found:
        link = link_of(self._protocol, finding.id)
        inside: Answers = {f"{link}-open": [Answer({"valueString": one}) for one in finding.open_questions]}
        if finding.told:
            inside[f"{link}-why"] = [Answer({"valueString": writable(finding.told)})]
        coding = self._tongue.coding(self._codes.get(link, Codes("outcome", {})), finding.outcome)
        yield link, Answer({"valueCoding": coding}, inside)

    def _end(self, ended: Ended | None) -> _Found:
        if ended is None:
            return
        outcome = self._tongue.coding(Codes("attempt-outcome", known.outcomes()), ended.outcome)
        on = Answer(self._calendar.when("valueDateTime", ended.on))
        yield "attempt-outcome", Answer({"valueCoding": outcome}, {"attempt-outcome-on": [on]})
        if ended.primary is not None:
            yield "attempt-primary", self._chosen(reasons_of(self._protocol), ended.primary)
        for criterion in ended.criteria:
            yield "attempt-against", self._chosen(criteria_of(self._protocol), criterion)
        if ended.subject_number is not None:
            yield "attempt-subject-number", Answer({"valueString": writable(ended.subject_number)})

    def _chosen(self, codes: Codes, code: str) -> Answer:
        return Answer({"valueCoding": self._tongue.coding(codes, code)})


def _codes(asked: tuple[Question, ...]) -> dict[str, Codes]:
    """Give the code system of each question that has one."""
    found: dict[str, Codes] = {}
    for one in asked:
        found |= {one.link: one.codes} if one.codes else {}
        found |= _codes(one.inside)
    return found
