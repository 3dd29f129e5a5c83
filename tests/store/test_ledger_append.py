"""Writing entries and reading them again, in a file and on a server."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection, Cursor

import pytest
import rfc8785

from screening.errors import InputError
from screening.ledger import Draft, Entry, Ledger, Reader, Where
from tests.store.ledger_samples import KEY, PRIVATE, Kinds, Ticking, connect, draft, filled, person_draft


@pytest.fixture
def ledger(where: Where) -> Iterator[Ledger]:
    with Ledger.create(where, KEY, clock=Ticking()) as opened:
        yield opened


def test_an_entry_says_who_did_what_when(ledger: Ledger) -> None:
    """A1, A2: what was handed in comes back, with sequence, UTC time with microseconds, and hashes."""
    entry = ledger.append(draft("corrected", study="S1", person="p1", attempt=2, version=3, payload={"a": "列"}))
    assert (entry.seq, entry.at, entry.zone) == (1, "2026-11-24T08:00:01.000000Z", "Asia/Shanghai")
    assert (entry.actor, entry.role, entry.kind, entry.version) == ("li.wei", "coordinator", "corrected", 3)
    assert (entry.study, entry.person, entry.attempt, entry.payload) == ("S1", "p1", 2, {"a": "列"})
    assert entry.previous == "0" * 64
    assert ledger.entry(1) == entry
    assert ledger.head() == (1, entry.hash)


def test_the_hash_covers_every_field_as_canonical_json(ledger: Ledger) -> None:
    """A7, R17: the bytes kept are RFC 8785 of all fields but the hash, and the hash is their SHA-256."""
    ledger.append(draft())
    entry = ledger.append(person_draft(payload={"z": '"\\\x1f\x7f ', "a": [True, None, -5, {"b": "€😀"}]}))
    body, digest = ledger.rows("SELECT body, hash FROM entry WHERE seq = 2")[0]
    names = [name for name in Entry.__slots__ if name != "hash"]
    assert body == rfc8785.dumps({name: getattr(entry, name) for name in names})
    assert digest == entry.hash == sha256(body).hexdigest() == entry.content_hash()
    assert replace(entry, role="monitor").content_hash() != entry.hash


def test_each_entry_names_the_one_before(ledger: Ledger) -> None:
    """A7: the entries form a chain, whether written together or one by one."""
    entries = [*ledger.append([draft(), draft()]), ledger.append(draft())]
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert list(ledger.entries()) == entries
    assert ledger.verify().ok


def test_what_json_would_bend_is_kept_as_a_reader_will_see_it(ledger: Ledger) -> None:
    """A tuple becomes a list at once, not only after it was read again."""
    entry = ledger.append(draft(payload={"days": ("2026-11-24", 2)}))
    assert entry.payload == {"days": ["2026-11-24", 2]} == ledger.entry(1).payload


def cyclic() -> dict[str, object]:
    value: dict[str, object] = {}
    value["again"] = value
    return value


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({"count": 74.9}, "payload.count"),
        ({"a": [{"b": float("nan")}]}, "payload.a[0].b"),
        ({"n": 2**53}, "payload.n"),
        ({"n": -(2**60)}, "payload.n"),
        ({"text": "half \ud83d"}, "payload.text"),
        ({"血": 1}, "payload.血"),
        ({1: "one"}, "payload.1"),
        ({"raw": b"bytes"}, "payload.raw"),
        ({"raw": {"set", "of"}}, "payload.raw"),
        (cyclic(), "payload" + ".again" * 64),
        ({"private": "mine"}, "payload.private"),
        ({"forgets": False}, "payload.forgets"),
    ],
)
def test_what_has_no_exact_form_is_refused_with_its_place(
    ledger: Ledger, payload: Mapping[str, object], place: str
) -> None:
    """Decimals, huge numbers, broken text and odd keys are refused; nothing is written."""
    with pytest.raises(InputError) as refusal:
        ledger.append([draft(), draft(payload=payload)])
    assert [problem.place for problem in refusal.value.problems] == [place]
    assert ledger.count() == 0


def test_all_problems_are_named_at_once(ledger: Ledger) -> None:
    """Every field that is wrong is named, not just the first."""
    wrong = draft(actor=" ", zone="", study="\ud800", version=0, attempt=-1, private={"name": "x"})
    with pytest.raises(InputError) as refusal:
        ledger.append(wrong)
    places = {problem.place for problem in refusal.value.problems}
    assert places == {"actor", "zone", "study", "version", "attempt", "person"}


def test_private_values_are_refused_like_the_payload_without_being_shown(ledger: Ledger) -> None:
    """A problem with a private value names its place, never the value."""
    with pytest.raises(InputError) as refusal:
        ledger.append(person_draft(private={"name": "Zhang \ud800 San", "weight": 61.5}))
    assert [problem.place for problem in refusal.value.problems] == ["private.name", "private.weight"]
    assert "Zhang" not in str(refusal.value)
    assert "Zhang" not in repr(person_draft(private={"name": "Zhang"}))


def test_a_number_is_drawn_and_used_in_one_step(ledger: Ledger) -> None:
    """A maker of drafts reads the ledger as it is at the moment of writing."""

    def next_one(reader: Reader) -> Draft:
        return draft("numbered", payload={"number": reader.count(kinds=["numbered"]) + 1})

    numbers = [ledger.append_with(next_one).payload["number"] for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_a_maker_may_give_several_drafts_or_none(ledger: Ledger) -> None:
    """Several are written together; none writes nothing."""

    def several(reader: Reader) -> Sequence[Draft]:
        return [draft("a"), draft("b")]

    assert [entry.kind for entry in ledger.append_with(several)] == ["a", "b"]
    assert ledger.append_with(lambda reader: []) == ()
    assert ledger.append([]) == ()
    assert ledger.count() == 2


def test_when_a_maker_fails_nothing_is_written(ledger: Ledger) -> None:
    """An error on the way undoes the whole transaction, and the next append goes on as if nothing had been."""

    def failing(connection: Connection, entry: Entry) -> None:
        if entry.kind == "second":
            raise LookupError("no such thing")

    with pytest.raises(LookupError):
        ledger.append([draft("first"), draft("second")], project=failing)
    assert ledger.count() == 0
    assert ledger.append(draft()).seq == 1
    assert ledger.verify().ok


def test_one_append_inside_another_is_a_mistake_of_ours(ledger: Ledger) -> None:
    """A maker of drafts can't write by itself."""

    def nested(reader: Reader) -> Draft:
        ledger.append(draft())
        return draft()

    with pytest.raises(RuntimeError):
        ledger.append_with(nested)
    assert ledger.count() == 0


def test_entries_are_found_by_kind_study_and_person(where: Where) -> None:
    """Filters go together, in both directions, with a limit, across the blocks of the index by kind."""
    with Ledger.create(where, KEY) as ledger:
        kinds = ["rare" if n in (3, 200, 201, 450) else "often" for n in range(1, 601)]
        ledger.append([draft(kind, study=f"S{n % 2}", person=f"p{n % 7}") for n, kind in enumerate(kinds, start=1)])
        rare = [entry.seq for entry in ledger.entries(kinds=["rare"])]
        assert rare == [3, 200, 201, 450]
        assert [entry.seq for entry in ledger.entries(kinds=["rare"], newest_first=True, limit=2)] == [450, 201]
        assert [entry.seq for entry in ledger.entries(after=200, kinds=["rare", "none"])] == [201, 450]
        assert [entry.seq for entry in ledger.entries(kinds=["rare"], study="S0", person="p4")] == [200]
        assert [entry.seq for entry in ledger.entries(person="p3", limit=3)] == [3, 10, 17]
        assert [entry.seq for entry in ledger.entries(newest_first=True)] == list(range(600, 0, -1))
        assert [entry.seq for entry in ledger.entries(after=598)] == [599, 600]
        assert list(ledger.entries(kinds=[])) == [] == list(ledger.entries(limit=0)) == list(ledger.entries(after=900))
        assert len(list(ledger.entries(kinds=["often"], limit=130))) == 130
        assert (ledger.count(), ledger.count(kinds=["rare"]), ledger.count(study="S1", person="p0")) == (600, 4, 43)
        assert ledger.count(kinds=["often"]) == 596


def test_reading_does_not_stand_in_the_way_of_writing(ledger: Ledger) -> None:
    """Entries written while others are being read are left for the next reading."""
    ledger.append([draft() for _ in range(100)])
    seen = 0
    for _ in ledger.entries():
        seen += 1
        if seen % 50 == 0:
            ledger.append(draft("meanwhile"))
    assert (seen, ledger.count()) == (100, 102)


def test_an_entry_that_is_not_there_is_said_so(ledger: Ledger) -> None:
    """Asking for an entry beyond the end names the last one."""
    ledger.append(draft())
    with pytest.raises(InputError, match=r"no entry 7; the last one is 1"):
        ledger.entry(7)


def test_a_clock_of_another_zone_is_written_as_utc(where: Where) -> None:
    """A9: whatever zone the clock has, the entry bears UTC."""
    from datetime import datetime, timedelta, timezone

    def clock() -> datetime:
        return datetime(2026, 11, 24, 7, 30, tzinfo=timezone(timedelta(hours=8)))

    with Ledger.create(where, KEY, clock=clock) as ledger:
        assert ledger.append(draft()).at == "2026-11-23T23:30:00.000000Z"


def test_projections_follow_every_entry(where: Where) -> None:
    """A projection knows an entry as soon as it is written, and is rebuilt to the same."""
    with filled(where, 6, projections=[Kinds()]) as ledger:
        ledger.append(draft("signed_out"))
        counts = ledger.rows("SELECT * FROM kind_count ORDER BY kind")
        assert counts == [("assessed", 3), ("signed_in", 3), ("signed_out", 1)]
        assert ledger.rows("SELECT kind FROM kind_rare") == [("signed_out",)]
        ledger.rebuild()
        assert ledger.rows("SELECT * FROM kind_count ORDER BY kind") == counts
        assert ledger.rows("SELECT count(*) FROM kind_order") == [(7,)]


def test_a_projection_that_is_new_or_newer_is_built_at_open(where: Where) -> None:
    """A missing projection is built, one of the same version is left alone, one of another version is built anew."""
    filled(where, 5).close()
    builds = []
    for version in (1, 1, 2, 1):
        kinds = Kinds(version)
        with Ledger.open(where, KEY, projections=[kinds]) as ledger:
            assert ledger.rows("SELECT sum(entries) FROM kind_count") == [(5,)]
        builds.append(kinds.applied)
    assert builds == [[1, 2, 3, 4, 5], [], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]


def test_a_projection_learns_what_was_written_without_it(where: Where) -> None:
    """Entries written by a program that doesn't know the projection reach it at the next chance."""
    kinds = Kinds()
    with filled(where, 4, projections=[kinds]) as knowing, Ledger.open(where, KEY) as unknowing:
        unknowing.append(draft("elsewhere"))
        unknowing.append(draft("elsewhere"))
        knowing.append(draft("here"))
        assert kinds.applied == [1, 2, 3, 4, 5, 6, 7]
        assert knowing.rows("SELECT kind FROM kind_order WHERE seq > 4 ORDER BY seq") == [
            ("elsewhere",),
            ("elsewhere",),
            ("here",),
        ]
        unknowing.append(draft("elsewhere"))
    again = Kinds()
    Ledger.open(where, KEY, projections=[again]).close()
    assert again.applied == [8]


def test_a_projection_that_fails_undoes_the_entry(where: Where) -> None:
    """R6: an entry and its rows are written together or not at all."""

    class Failing(Kinds):
        def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
            super().apply(cursor, entry, private)
            if entry.kind == "bad":
                raise LookupError

    with Ledger.create(where, KEY, projections=[Failing()]) as ledger:
        ledger.append(draft())
        with pytest.raises(LookupError):
            ledger.append(draft("bad"))
        assert ledger.rows("SELECT kind FROM kind_order") == [("assessed",)]
        assert ledger.append(draft()).seq == 2


def test_a_projection_is_given_the_private_values_while_they_can_be_opened(where: Where) -> None:
    """Built anew, it sees the same, but for those that were forgotten."""

    class Seen(Kinds):
        def __init__(self, version: int) -> None:
            super().__init__(version)
            self.seen: list[object] = []

        def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
            self.seen.append(private and private["name"])

    first, second, third = Seen(1), Seen(2), Seen(3)
    filled(where, 4, projections=[first]).close()
    with Ledger.open(where, KEY, projections=[second]) as ledger:
        ledger.forget("p1", draft("forgot"))
    Ledger.open(where, KEY, projections=[third]).close()
    assert first.seen == ["张三", None, "张三", None]
    assert second.seen == [*first.seen, None]
    assert third.seen == [None, None, "张三", None, None]


def test_two_projections_of_one_name_are_a_mistake_of_ours(where: Where) -> None:
    """Names tell projections apart."""
    with pytest.raises(ValueError, match="same name"):
        Ledger.create(where, KEY, projections=[Kinds(), Kinds()])


def test_only_reading_goes_through_rows(ledger: Ledger) -> None:
    """The door for reading views does not write."""
    with pytest.raises(ValueError, match="only SELECT"):
        ledger.rows("DELETE FROM entry")


def test_unsaved_forms_come_and_go(ledger: Ledger) -> None:
    """A parked form is kept, replaced, listed with the last one first, and dropped; the chain knows nothing of it."""
    ledger.unsaved.put("f1", "S1", json.dumps({"name": "张三"}))
    ledger.unsaved.put("f2", "S2", "{}")
    ledger.unsaved.put("f1", "S1", json.dumps({"name": "李四"}))
    assert [form.id for form in ledger.unsaved.list()] == ["f1", "f2"]
    assert [form.id for form in ledger.unsaved.list("S2")] == ["f2"]
    kept = ledger.unsaved.get("f1")
    assert kept is not None
    assert (json.loads(kept.content), kept.updated_at) == ({"name": "李四"}, "2026-11-24T08:00:03.000000Z")
    assert "李四" not in repr(kept)
    ledger.unsaved.delete("f1")
    ledger.unsaved.delete("f1")
    assert ledger.unsaved.get("f1") is None
    assert ledger.count() == 0


def test_the_index_by_person_is_used(tmp_path: Path) -> None:
    """A person's entries and key are found without reading the others."""
    path = tmp_path / "log.db"
    filled(path, 1).close()
    steps = (
        connect(path)
        .execute("EXPLAIN QUERY PLAN SELECT seq FROM entry WHERE seq > 0 AND seq <= 9 AND person = ? ORDER BY seq", "p")
        .fetchall()
    )
    assert "entry_person" in steps[0][3]
    assert len(steps) == 1


def test_private_values_lie_beside_the_chain(ledger: Ledger) -> None:
    """The entry commits to the values without holding them."""
    entry = ledger.append(person_draft())
    assert ledger.private_of(entry) == PRIVATE
    assert set(entry.payload) == {"verdict", "on", "private"}
    body = ledger.rows("SELECT body FROM entry")[0][0].decode()
    assert not any(str(value) in body for value in PRIVATE.values())
