"""Whatever is appended verifies and comes back; whatever is changed afterwards is named."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from screening.ledger import Draft, Entry, Ledger
from screening.ledger.canonical import LARGEST_INTEGER
from tests.store.ledger_samples import KEY, Kinds, behind_the_back

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(max_codepoint=127), max_size=8)
numbers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
tables = st.dictionaries(names.filter(lambda name: name not in ("private", "forgets")), values, max_size=5)
words = texts.filter(lambda text: bool(text.strip()))
people = st.sampled_from(["p1", "p2", '"previous":"', 'p"},{\\'])


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Draw a draft of any shape, with text that looks like the body's own keys among the rest."""
    person = draw(st.none() | people)
    tricky = {"at": "x", "previous": "0" * 64, "private": "f" * 64, "seq": 1, "text": ',"at":"","previous":"","seq":1,'}
    return Draft(
        kind=draw(st.sampled_from(["assessed", "struck", 'a"b'])),
        actor=draw(words),
        role=draw(words),
        zone="+08:00",
        payload=draw(tables | st.just({"inner": tricky})),
        version=draw(st.integers(1, 9)),
        study=draw(st.none() | texts),
        person=person,
        attempt=draw(st.none() | st.integers(1, 9)),
        private=draw(st.none() | tables) if person else None,
    )


def told(entry: Entry) -> Mapping[str, object]:
    return {key: value for key, value in entry.payload.items() if key not in ("private", "forgets")}


@given(st.lists(drafts(), min_size=1, max_size=8), st.data())
def test_any_sequence_of_appends_verifies_and_any_change_of_a_field_is_named(
    written: list[Draft], data: st.DataObject
) -> None:
    """A7: bytes are canonical, entries come back, views are rebuilt alike, and a changed field is found where it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        with Ledger.create(path, KEY, projections=[Kinds()]) as ledger:
            cut = data.draw(st.integers(0, len(written)))
            entries = [*ledger.append(written[:cut]), *(ledger.append(one) for one in written[cut:])]
            assert ledger.verify().ok
            bodies = [body for (body,) in ledger.rows("SELECT body FROM entry ORDER BY seq")]
            assert bodies == [rfc8785.dumps(fields_of(entry)) for entry in entries]
            assert list(ledger.entries()) == entries
            assert [told(entry) for entry in entries] == [one.payload for one in written]
            assert [ledger.private_of(entry) for entry in entries] == [one.private for one in written]
            view = ledger.rows("SELECT * FROM kind_count ORDER BY kind")
            ledger.rebuild()
            assert ledger.rows("SELECT * FROM kind_count ORDER BY kind") == view
            for kind in {one.kind for one in written}:
                found = [entry.seq for entry in ledger.entries(kinds=[kind])]
                assert found == [entry.seq for entry in entries if entry.kind == kind]
        change_one_field(path, data.draw(st.sampled_from(entries)), data)


def fields_of(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__ if name != "hash"}


def change_one_field(path: Path, entry: Entry, data: st.DataObject) -> None:
    """Change one field of one entry, in its bytes or its columns, and expect `verify` to name it."""
    changes: dict[str, object] = {
        "at": "2020-01-01T00:00:00.000000Z",
        "kind": f"{entry.kind}x",
        "study": f"{entry.study}x",
        "person": f"{entry.person}x",
        "attempt": (entry.attempt or 0) + 1,
        "hash": "0" * 64,
        "actor": f"{entry.actor}x",
        "role": f"{entry.role}x",
        "zone": "+09:00",
        "version": entry.version + 1,
        "previous": "1" * 64,
        "payload": {**entry.payload, "extra": None},
    }
    field = data.draw(st.sampled_from(sorted(changes)))
    column = (data.draw(st.booleans()) and field in ("at", "kind", "study", "person", "attempt")) or field == "hash"
    with behind_the_back(path) as connection:
        if column:
            connection.execute(f"UPDATE entry SET {field} = ? WHERE seq = ?", (changes[field], entry.seq))
        else:
            changed = replace(entry, **{field: changes[field]})  # type: ignore[arg-type]
            body = rfc8785.dumps(fields_of(changed))
            connection.execute("UPDATE entry SET body = ? WHERE seq = ?", (body, entry.seq))
    with Ledger.open(path, KEY) as ledger:
        found = ledger.verify()
        assert (found.ok, found.first_bad) == (False, entry.seq)
        assert found.why == ("columns" if column and field != "hash" else "hash")
