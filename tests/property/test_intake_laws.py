"""The laws of intake: no row is lost, nothing comes in by itself, and twice is once."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import Reason
from screening.formats.proposal import Fact, Hint, LeftOut, Place, Proposal, SourceFile
from screening.patient import read_history
from screening.protocol import ChoiceField
from screening.protocol.catalogue import find
from screening.service.intake import accepted, reckoned, reckonings_in, standing

PROTOCOL = find("NCT03976882").load()
FILES = [SourceFile(f"{name}.dat", name * 64) for name in "ab"]
DAYS = [None, "2026-11-01", "2026-11-20", "2026-11-20T08:10", "2026-11-21"]
CHOICES = {name: list(one.options) for name, one in PROTOCOL.field.items() if isinstance(one, ChoiceField)}
STATES = ["present", "ruled_out", "not_assessed"]
SUBJECT = {"name": ["Lin", "LIN", "Wu"], "birth_date": ["1964-05-17", "1970-01-01"], "sex": ["male", "female"]}


def results(days: list[str | None]) -> st.SearchStrategy[dict[str, Any]]:
    made = {"value": st.sampled_from(["68", "68.0", "75"]), "unit": st.just("10*9/L")}
    extra = {"clumped": st.just(True), "anticoagulant": st.sampled_from(["EDTA", "citrate"])}
    return st.fixed_dictionaries(made | {"on": st.sampled_from([day for day in days if day])}, optional=extra)


def dated(values: list[str]) -> st.SearchStrategy[Any]:
    one = st.builds(
        lambda value, on: {"value": value, **({"on": on} if on else {})},
        st.sampled_from([*values, None]),
        st.sampled_from(DAYS),
    )
    return st.one_of(st.sampled_from([None, *values]), one, st.lists(one, min_size=1, max_size=3))


documents = st.fixed_dictionaries(
    {
        "subject": st.fixed_dictionaries({}, optional={key: st.sampled_from(some) for key, some in SUBJECT.items()}),
        "answers": st.fixed_dictionaries(
            {},
            optional={
                **{name: dated(some) for name, some in CHOICES.items()},
                "platelets": st.lists(results(DAYS), max_size=4),
                "other_causes": st.fixed_dictionaries({}, optional={"immune": dated(STATES)}),
            },
        ),
    }
)
SETTLED = {
    name: [key for key, option in one.options.items() if not option.unknown]
    for name, one in PROTOCOL.field.items()
    if isinstance(one, ChoiceField)
}
_said = st.one_of(
    *(st.tuples(st.just(name), st.sampled_from(some)) for name, some in SETTLED.items()),
    *(st.tuples(st.just(f"subject.{part}"), st.sampled_from(some)) for part, some in SUBJECT.items()),
    st.tuples(st.just("other_causes.immune"), st.sampled_from(STATES[:2])),
    st.tuples(st.just("platelets"), results(DAYS)),
)


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    """Draw some facts, hints and rows left out; a row may give several facts."""
    places = st.builds(Place, st.sampled_from(FILES), st.integers(0, 4).map(lambda row: f"row {row}"))
    facts = []
    for (field, value), place, on in draw(st.lists(st.tuples(_said, places, st.sampled_from(DAYS)), max_size=8)):
        facts.append(Fact(field, value, place, "seen", value["on"] if isinstance(value, dict) else on))
    hints = [
        Hint("other_causes.immune", Place(draw(st.sampled_from(FILES)), f"hint {at}"), "seen", Reason("x", {}))
        for at in range(draw(st.integers(0, 2)))
    ]
    out = [
        LeftOut(Place(draw(st.sampled_from(FILES)), f"out {at}"), "seen", Reason(draw(st.sampled_from("yz")), {}))
        for at in range(draw(st.integers(0, 2)))
    ]
    rows = len({one.place for one in facts} | {one.place for one in hints} | {one.place for one in out})
    return Proposal(tuple(FILES), rows, {}, facts, hints, out)


def chosen_of(data: st.DataObject, proposal: Proposal, document: dict[str, Any]) -> set[int]:
    """Choose offers, of rivals at most one."""
    offers = standing(proposal, document, PROTOCOL)
    chosen: set[int] = set()
    for place in data.draw(st.permutations(range(len(offers)))):
        if data.draw(st.booleans()) and not chosen & set(offers[place].rivals):
            chosen.add(place)
    return chosen


@given(documents, proposals(), st.data())
@settings(deadline=None)
def test_no_row_is_lost(document: dict[str, Any], proposal: Proposal, data: st.DataObject) -> None:
    """Rows in are rows out, each once, whatever is chosen; and the whole reckoning survives being written down."""
    chosen = chosen_of(data, proposal, document)
    offers = standing(proposal, document, PROTOCOL)
    assert sorted(id(one) for offer in offers for one in offer.facts) == sorted(map(id, proposal.facts))
    made = accepted(document, proposal, chosen, PROTOCOL)
    files = reckoned(proposal, offers, chosen, {}, "somebody")
    events = [one.event(None, made) for one in files]
    assert sum(one.rows for one in events) == proposal.rows
    for one in events:
        assert one.rows == one.taken + one.same + one.bearing + one.not_taken + sum(one.left_out.values())
    assert reckonings_in([one.data() for one in files]) == files


@given(documents, proposals(), st.data())
@settings(deadline=None)
def test_accepting_twice_is_accepting_once(document: dict[str, Any], proposal: Proposal, data: st.DataObject) -> None:
    """And what was accepted is there afterwards, the same as what the file says, in a history that can be read."""
    chosen = chosen_of(data, proposal, document)
    made = accepted(document, proposal, chosen, PROTOCOL, by="somebody")
    read_history(made, PROTOCOL)
    assert accepted(made, proposal, chosen, PROTOCOL, by="somebody else") == made


@given(documents, proposals())
@settings(deadline=None)
def test_nothing_comes_in_by_itself(document: dict[str, Any], proposal: Proposal) -> None:
    """Without a choice the history is the same; what is the same already changes nothing, even where it is chosen."""
    assert accepted(document, proposal, (), PROTOCOL) == document
    offers = standing(proposal, document, PROTOCOL)
    same = [place for place, one in enumerate(offers) if one.standing == "same" and not one.rivals]
    assert accepted(document, proposal, same, PROTOCOL) == document
    read = read_history(document, PROTOCOL)
    new = [place for place, one in enumerate(offers) if one.standing == "new"]
    after = read_history(accepted(document, proposal, new, PROTOCOL), PROTOCOL)
    for name, series in read.labs.items():
        assert set(series) <= set(after.labs[name])  # what was there is there
