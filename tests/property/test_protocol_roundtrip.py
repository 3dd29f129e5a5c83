"""Law 7: a protocol survives save and load."""

from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.protocol import Protocol, load, loads
from screening.protocol.draft import put_together, read_draft
from screening.protocol.loading import parsed, reads
from screening.protocol.parts import new_part
from tests.property.worlds import random_world

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("resources/protocols/*.toml"), *ROOT.glob("tests/protocols/*.toml")])


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_file_survives_save_and_load(file: Path) -> None:
    """What is saved loads as the same protocol, and is saved the same again."""
    protocol = load(file)
    again = loads(protocol.to_toml())
    assert again == protocol
    assert again.fingerprint == protocol.fingerprint
    assert again.to_toml() == protocol.to_toml()


@given(st.integers(0, 2**32))
def test_a_random_protocol_survives_save_and_load(seed: int) -> None:
    """Whatever rules a protocol has, saving and loading changes none of them."""
    raw, _, _ = random_world(Random(seed))
    protocol = Protocol.model_validate(raw)
    reading = reads(protocol.to_toml())
    assert reading.protocol == protocol
    assert reading.protocol.criterion == protocol.criterion
    # Random rules leave some fields unread; nothing else may be wrong with them.
    assert {words for _, words in reading.faults} <= {"is never used: no criterion reads it"}


@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_a_draft_takes_any_change_and_gives_it_back(seed: int, other: int) -> None:
    """Each part takes the content of another protocol's, in whatever layout; what is not touched keeps its bytes."""
    chance = Random(seed ^ other)
    draft, source = (read_draft(_written(one)) for one in (seed, other))
    for at, part in chance.sample([*enumerate(draft.parts)], k=min(3, len(draft.parts))):
        donor = chance.choice([one for one in source.parts if one.kind == part.kind] or [part])
        made = draft.changed(at, donor.data)
        assert made.parts[at].data == donor.data
        assert [one.text for one in made.parts[:at]] == [one.text for one in draft.parts[:at]]
        assert parsed(made.changed(at, part.data).text) == parsed(draft.text)


def _written(seed: int) -> str:
    raw, _, _ = random_world(Random(seed))
    protocol = Protocol.model_validate(raw)
    draft = read_draft(protocol.to_toml())
    parts = [new_part(one.kind, one.data, one.name) for one in draft.parts]
    return draft.text if seed % 2 else put_together("# head\n", parts).text


@given(st.integers(0, 2**32))
def test_a_moved_bound_is_another_protocol(seed: int) -> None:
    """No two protocols that differ in a criterion's kind have one fingerprint."""
    raw, _, _ = random_world(Random(seed))
    other = deepcopy(raw)
    one = other["criterion"][0]
    one["kind"] = "exclusion" if one["kind"] == "inclusion" else "inclusion"
    assert Protocol.model_validate(raw) != Protocol.model_validate(other)
