"""Two versions of a protocol side by side."""

from screening.protocol import loads
from screening.protocol.catalogue import find
from screening.protocol.comparison import compare
from tests.unit.protocol_text import SMALL, planted


def test_the_same_content_has_no_differences() -> None:
    """Comments, spacing and examples are no change of what is asked and decided."""
    text = "# a comment\n" + planted('"75 10*9/L 2026-11-24"', '"76 10*9/L 2026-11-24"')
    found = compare(loads(SMALL), loads(text))
    assert found.same and found.header == ()


def test_changes_name_the_parts_that_differ() -> None:
    """A moved bound, a reworded line, a dropped criterion and a reworded assumption each stand by themselves."""
    text = planted("below = 75,", "below = 50,")
    text = text.replace('version = "1"', 'version = "2"').replace("Another cause", "Any other cause")
    text = text.replace("Something had", "Something else had")
    cut = text.index('[[criterion]]\nid = "E2"')
    text = text[:cut].replace(', "strokes"', "").replace('[field.strokes]\nkind = "events"\nask.en = "Strokes"\n', "")
    found = compare(loads(SMALL), loads(text))
    assert found.header == ("version",)
    assert [(one.name, one.what, one.keys) for one in found.criteria] == [
        ("I1", "changed", ("rule",)),
        ("E1", "changed", ("text",)),
        ("E2", "dropped", ()),
    ]
    assert [(one.name, one.what) for one in found.fields] == [("strokes", "dropped")]
    assert [one.what for one in found.assumptions] == ["added", "dropped"]


def test_the_two_designs_of_one_number_differ_as_the_record_says() -> None:
    """Lymphoma and platelets of 100 to 200 before dosing in the older, a delay of 7 days in the published one."""
    found = compare(find("NCT03976882@2019-registered").load(), find("NCT03976882").load())
    changes = {one.name: one.what for one in found.criteria}
    assert changes["I4"] == "dropped" and changes["I3"] == "changed" and changes["E2"] == "added"
    fields = {one.name: one for one in found.fields}
    assert fields["planned_cycle_date"].what == "added"
    assert fields["tumour_type"].what == "changed" and "options" in fields["tumour_type"].keys
    assert "platelets" not in fields and "other_causes" not in fields


def test_how_people_are_screened_is_told_apart() -> None:
    """A setting with its values; what is asked and decided stays the same."""
    text = planted('status = "unverified"', 'status = "unverified"\nrescreening = "same_number"\nmost_attempts = 3')
    found = compare(loads(SMALL), loads(text))
    assert found.settings == (("rescreening", "new_number", "same_number"), ("most_attempts", None, 3))
    assert found.same and compare(loads(text), loads(text)).settings == ()
