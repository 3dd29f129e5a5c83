"""From the messages of a file to what they offer for one patient: every OBX ends in exactly one place."""

from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from hashlib import sha256

from screening.engine import Reason
from screening.formats.hl7.charset import Charset
from screening.formats.hl7.files import Contents, Message, contents, parsed
from screening.formats.hl7.orders import READ, Order, orders
from screening.formats.hl7.people import identity
from screening.formats.hl7.results import Results, place_of
from screening.formats.people import Identity, People, Telling
from screening.formats.proposal import LeftOut, Place, Proposal, SourceFile, shown
from screening.formats.sizes import refuse_if_large
from screening.protocol import Protocol
from screening.wording import refused

_VERSIONS = frozenset(("2.3", "2.3.1", "2.4", "2.5", "2.5.1"))


def propose(
    raw: bytes, name: str, protocol: Protocol, *, zone: tzinfo | None = None, person: str | None = None
) -> Proposal:
    """Read a file of HL7 v2 messages; `zone` is where the site is (None: where this machine is).

    The proposal is for the first person whom the file has results of, or for the one whose `Person.key` is given.
    InputError where the file is too large, holds no message, or nothing of that person.
    """
    refuse_if_large("hl7", len(raw))
    held = contents(raw)
    if not held.messages:
        raise refused("hl7.none")
    intake = _Intake(SourceFile(name, sha256(raw).hexdigest()), protocol, zone, person)
    for lines in held.messages:
        intake.notes["hl7.broken", ()] += lines.broken
        intake.take(parsed(lines))
    if person is not None and intake.chosen is None:
        raise refused("hl7.nobody", person=person)
    return intake.proposal(held)


class _Intake:
    """What has been read so far, for one person."""

    def __init__(self, file: SourceFile, protocol: Protocol, zone: tzinfo | None, person: str | None) -> None:
        self.file, self.wanted = file, person
        self.people = People()
        self.chosen: int | None = None
        self.results = Results(file, protocol, zone)
        self.rows = 0
        self.told = Telling()
        self.left_out: list[LeftOut] = []
        self.unread: Counter[str] = Counter()
        self.notes: Counter[tuple[str, tuple[tuple[str, object], ...]]] = Counter()

    # --- messages ---

    def take(self, message: Message) -> None:
        """Take what a message holds."""
        if message.fault is not None:
            self._leave(f"MSH[{message.number}]", "", message.fault)
            return
        self._note_charset(message.charset)
        why = _not_results(message)
        reported = list(orders(message))
        before = self.rows
        for order in reported:
            self._order(order, why)
        if self.rows == before:
            kind = message.header.first(9).whole
            self._leave(place_of(message, message.header), kind, why or _without_results(message))
        if why is None:
            self._note_header(message)
            self.unread.update(one.name for one in message.segments if one.name not in READ)

    def _order(self, order: Order, why: Reason | None) -> None:
        whose = None if why is not None else self._whose(order)
        if whose is not None and whose == self.chosen:
            self.rows += self.results.take(order)
            self.people.count(whose, len(order.observations))
            return
        if why is None:
            why = Reason("hl7.no_patient" if whose is None else "intake.other_patient", {})
        if whose is not None:
            self.people.count(whose, len(order.observations))
        for one in order.observations:
            # What others had is nobody's business here; whose rows there are is told by `people`.
            self._leave(place_of(order.message, one.obx), "", why)

    # --- whose they are ---

    def _whose(self, order: Order) -> int | None:
        """Find whose an order is, and note what its PID says of the person chosen."""
        pid = order.pid
        if pid is None or not (order.observations or order.is_cancelled):
            return None
        found = identity(pid)
        whose = self.people.find(found)
        if whose is None:
            return None
        if self.chosen is None and self.wanted in (None, self.people.key(whose)):
            self.chosen = whose
        if whose == self.chosen:
            place = Place(self.file, place_of(order.message, pid))
            self.told.hear(found, lambda _: place, _unread)
        return whose

    # --- the whole ---

    def proposal(self, held: Contents) -> Proposal:
        """Say what it all comes to."""
        told, who = self.results.told(), self.told
        for stray in held.strays:
            self._leave(f"line {stray.line}", shown(stray.raw.decode("utf-8", "replace")), Reason("hl7.stray", {}))
        for name, count in self.unread.items():
            self._leave(shown(name), "", Reason("hl7.segment_unread", {"segment": shown(name), "count": count}))
        one = self.people.known[self.chosen] if self.chosen is not None else Identity()
        return Proposal(
            files=(self.file,),
            rows=self.rows + len(who.places),
            subject={key: value for key, value in one.subject.items() if value},
            facts=[*who.facts, *told.facts],
            hints=[*who.hints, *told.hints],
            left_out=[*self.left_out, *told.left_out],
            people=self.people.persons(self.chosen),
            notes=[*self._notes(), *_batches(held)],
        )

    def _leave(self, row: str, seen: str, why: Reason) -> None:
        self.rows += 1
        self.left_out.append(LeftOut(Place(self.file, row), seen, why))

    # --- what holds for the file ---

    def _note_charset(self, charset: Charset) -> None:
        if charset.assumed:
            code = "hl7.charset_lost" if charset.lost else "hl7.charset_not" if charset.declared else "hl7.charset_none"
            values = (("charset", charset.codec.upper()), ("declared", shown(charset.declared)))
            self.notes[code, values] += 1

    def _note_header(self, message: Message) -> None:
        version, use = message.header.text(12), message.header.text(11).upper()
        if version not in _VERSIONS:
            self.notes["hl7.version", (("version", shown(version)),)] += 1
        if use in ("T", "D"):
            self.notes["hl7.training", ()] += 1

    def _notes(self) -> Iterator[Reason]:
        for (code, values), count in self.notes.items():
            if count:
                yield Reason(code, {**dict(values), "count": count})


def _unread(at: str, value: str) -> Reason:
    return Reason("hl7.unread", {"at": at, "value": shown(value)})


def _batches(held: Contents) -> Iterator[Reason]:
    """Say which batches do not come out: something may be missing from the file."""
    for said, found in held.miscounted:
        if said is None:
            yield Reason("hl7.batch_open", {"found": found})
        else:
            yield Reason("hl7.batch_count", {"said": said, "found": found})


def _without_results(message: Message) -> Reason:
    """Say why a report has no result: the breaks between its segments may be lost."""
    lost = any(field.endswith(("OBR", "OBX")) for one in message.segments for field in one.fields[1:])
    return Reason("hl7.no_breaks" if lost else "hl7.no_results", {})


def _not_results(message: Message) -> Reason | None:
    """Say why a message is no report of results: ORU^R01 is one, and ORU alone as old systems write it."""
    kind = message.header.first(9)
    if kind[1].upper() == "ORU" and kind[2].upper() in ("R01", ""):
        return None
    return Reason("hl7.not_results", {"type": shown(kind.whole), "at": "MSH-9"})
