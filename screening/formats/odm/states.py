"""How an attempt stood after each act: the values of its items, and who made them so, when and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from screening.formats.odm import values
from screening.formats.odm.values import Place, State, placed
from screening.log import Act, Attempt, LabResult, Moment, Reply, Said, Signature, Subject, Taken, Written
from screening.log.audit import pairs
from screening.protocol import Protocol

_Repeated = TypeVar("_Repeated", Reply, LabResult, Moment, Taken)


@dataclass(frozen=True, slots=True)
class Step:
    """An attempt as one act left it: an entry, what became of the person, or the signature that holds."""

    entry: int
    at: Moment
    by: str | None
    role: str
    why: str
    protocol: Protocol
    state: Mapping[Place, str]
    signature: Signature | None = None


def steps_of(subject: Subject, attempt: Attempt) -> list[Step]:
    """Give every step of an attempt in order; the last one is how it stands."""
    walk = _Walk(subject, attempt)
    done: list[Written | Act | Signature] = [*attempt.history, *attempt.acts]
    if attempt.signature is not None:
        done.append(attempt.signature)
    done += attempt.conclusions
    return [walk.step(one) for one in sorted(done, key=lambda one: one.entry)]


class _Walk:
    """An attempt gone through from its first entry."""

    def __init__(self, subject: Subject, attempt: Attempt) -> None:
        self._subject, self._attempt, self._protocol = subject, attempt, attempt.protocol
        self._versions = {one.entry: said for one, said in zip(attempt.history, attempt.versions, strict=True)}
        self._keys = _Keys()
        self._said: State = {}
        self._ended: State = {}
        self._beside: State = {}

    def step(self, one: Written | Act | Signature) -> Step:
        """Take in one act."""
        if isinstance(one, Signature):
            return self._signed(one)
        why = one.why if isinstance(one, Written) else one.kind
        if isinstance(one, Written):
            self._say(self._versions[one.entry])
        else:
            self._become(one)
        row = {"WHY": why, "BY": one.by, "ROLE": one.role}
        self._beside |= placed("IG.ENTRY", str(one.entry), values.done("ENTRY", row, one.at))
        return Step(one.entry, one.at, one.by, one.role, why, self._protocol, self._state())

    def _signed(self, one: Signature) -> Step:
        row = {"MEANING": one.meaning, "BY": one.name, "ROLE": one.role}
        self._beside |= placed("IG.SIGNATURE", str(one.entry), values.done("SIGNATURE", row, one.at))
        return Step(one.entry, one.at, one.name, one.role, "signed", self._protocol, self._state(), one)

    def _state(self) -> State:
        return {**self._said, **self._ended, **self._beside}

    def _become(self, act: Act) -> None:
        if act.kind == "deviation":
            values_now = (("DEVIATION.CRITERION", act.criterion),)
            self._beside |= placed("IG.DEVIATION", str(act.entry), values_now)
        else:
            self._ended = placed("IG.OUTCOME", None, values.ended(act.ended))

    def _say(self, said: Said) -> None:
        self._protocol = said.protocol
        who = (("ATTEMPT.NUMBER", self._attempt.number), ("ATTEMPT.SEX", self._subject.sex))
        self._said = placed("IG.SCREENING", None, (*who, *values.screening(said)))
        self._said |= placed("IG.CRITERIA", None, values.criteria(said))
        for field, replies in _by_field(said.replies).items():
            for key, reply in self._keys.follow(field, replies):
                self._said |= placed(values.group_of(field), key, values.reply(reply, said.protocol))
        for field, days in said.events.items():
            for key, day in self._keys.follow(field, days):
                self._said |= placed(values.group_of(field), key, values.moment(f"FIELD.{field}", day))
        for field, periods in said.periods.items():
            for key, one in self._keys.follow(field, periods):
                self._said |= placed(values.group_of(field), key, values.taken(f"FIELD.{field}", one))
        for field, results in _by_field(said.labs).items():
            for key, result in self._keys.follow(field, results):
                self._said |= placed(values.group_of(field), key, values.lab(result))


class _Keys:
    """The numbers of what an attempt has several of: it keeps its own, wherever the list puts it later."""

    def __init__(self) -> None:
        self._former: dict[str, tuple[list[str], Sequence[object]]] = {}
        self._given: dict[str, int] = defaultdict(int)

    def follow(self, field: str, now: Sequence[_Repeated]) -> list[tuple[str, _Repeated]]:
        """Give what a field has now, each with the number by which it was known before, or a new one."""
        keys, former = self._former.get(field, ([], ()))
        plain = [asdict(one) for one in now]
        known = {new: keys[old] for old, new in pairs(former, plain) if old is not None and new is not None}
        numbers = [known.get(place) or self._next(field) for place in range(len(now))]
        self._former[field] = numbers, plain
        return list(zip(numbers, now, strict=True))

    def _next(self, field: str) -> str:
        self._given[field] += 1
        return str(self._given[field])


_Fielded = TypeVar("_Fielded", Reply, LabResult)


def _by_field(found: Sequence[_Fielded]) -> dict[str, list[_Fielded]]:
    sorted_out: dict[str, list[_Fielded]] = defaultdict(list)
    for one in found:
        sorted_out[one.field].append(one)
    return sorted_out
