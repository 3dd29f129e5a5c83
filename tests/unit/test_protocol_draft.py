"""A protocol file while it is written: what is not touched stays as it is, byte for byte."""

from pathlib import Path

import pytest

from screening.errors import InputError
from screening.protocol import loads
from screening.protocol.draft import Draft, read_draft
from screening.protocol.loading import parsed
from screening.protocol.parts import new_part
from tests.unit.protocol_text import SMALL

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])

COMMENTED = """\
# The head of the file.

# About the header.
[protocol] # beside it
id = "T" # the id

# About the count.
[field.count]
kind = "lab"
ask = { en = "Count" } # inline
unit = "10*9/L"

[[criterion]]
id = "I1" # the first
# what the document says
text.en = "Low"
rule = { lab = "count", below = 75 } # a rule
examples = [
  # just inside
  { on = 2026-11-24, gives = "met" },
  { on = 2026-11-25, gives = "not_met" }, # just outside
]

[[criterion]]
id = "I2"

[criterion.rule]
all = [{ sex = "female" }]
"""

ODD_FOLLOW_UP = """\
[follow_up.graded]
count = "x"
[protocol]
id = "T"
[follow_up.notes]
by = "somebody"
[follow_up]
begins = "day"
field = { day = { kind = "date" } }
[[follow_up.endpoint]]
id = "P1"
[follow_up.endpoint.rule]
took_place = "day"
"""
ODD = 'criterion = [{ id = "I1" }]\n[field]\nx.kind = "date"\n[protocol]\nid = "T"\n'


def index(draft: Draft, place: str) -> int:
    return draft.places.index(place)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_given_back_as_it_is(file: Path) -> None:
    """Opened, nothing changed, saved: the same bytes; laid out anew, the same protocol."""
    text = file.read_text("utf-8")
    draft = read_draft(text)
    assert draft.text == text
    parts = (new_part(part.kind, part.data, part.name, part.area) for part in draft.parts)
    anew = Draft("", tuple(parts))
    assert loads(anew.text).fingerprint == loads(text).fingerprint
    same = draft
    for at, part in enumerate(draft.parts):
        same = same.changed(at, dict(part.data))
    assert same.text == text


def test_comments_stay_with_what_they_stand_beside() -> None:
    """One line is new, all others are those that stood there."""
    draft = read_draft(COMMENTED)
    assert draft.text == COMMENTED and draft.places == ("protocol", "field.count", "criterion.I1", "criterion.I2")
    at = index(draft, "criterion.I1")
    data = draft.parts[at].data
    data = data | {"text": {"en": "Lower", "zh_CN": "低"}, "rule": data["rule"] | {"below": 50}}
    data["examples"] = [{"on": data["examples"][0]["on"], "gives": "unknown"}, data["examples"][1]]
    changed = draft.changed(at, data).text
    assert set(COMMENTED.splitlines()) - set(changed.splitlines()) == {
        'text.en = "Low"',
        'rule = { lab = "count", below = 75 } # a rule',
        '  { on = 2026-11-24, gives = "met" },',
        "  # just inside",
    }
    assert 'text.en = "Lower"\ntext.zh_CN = "低"\n' in changed and "below = 50 } # a rule" in changed
    assert parsed(changed)["criterion"][0] == data


def test_another_shape_is_written_in_place_of_the_former() -> None:
    """Also where the rule had a table of its own; what is unwritten loses its line alone."""
    draft = read_draft(COMMENTED)
    at = index(draft, "criterion.I2")
    made = draft.changed(at, {"id": "I2", "rule": {"sex": "male"}})
    assert made.parts[at].text == '[[criterion]]\nid = "I2"\nrule = { sex = "male" }\n'
    assert made.changed(at, {"id": "I2"}).parts[at].text == '[[criterion]]\nid = "I2"\n'
    listed = made.changed(at, {"id": "I2", "rule": {"any": [{"sex": "male"}, {"sex": "female"}]}}).parts[at].text
    assert listed.endswith('rule.any = [\n  { sex = "male" },\n  { sex = "female" },\n]\n')


def test_parts_come_go_and_change_places() -> None:
    """Each with its comments, an empty line between them, and nothing else touched."""
    draft = read_draft(COMMENTED)
    more, at = draft.added(new_part("assumption", {"text": {"en": "Decided"}}))
    assert more.places[at] == "assumption[0]" and more.places[at - 1] == "protocol"
    assert more.removed(at).text == COMMENTED
    moved, to = draft.moved(index(draft, "criterion.I2"), -1)
    assert [one["id"] for one in parsed(moved.text)["criterion"]] == ["I2", "I1"] and moved.places[to] == "criterion.I2"
    assert moved.moved(to, -1) == (moved, to)
    assert moved.moved(to, 1)[0].text == COMMENTED


def test_a_field_takes_its_new_name_everywhere() -> None:
    """In sections, rules and examples; the file stays in order."""
    draft = read_draft(SMALL)
    made = draft.renamed(index(draft, "field.tumour"), "diagnosis")
    loads(made.text)
    assert "tumour" not in made.text.replace("Tumour", "")


EVERY_ANSWER = """\
examples = [
  { on = 2026-11-24, tumour = [{ value = "solid", on = 2026-11-20 }, { value = "open" }], gives = "met" },
  { on = 2026-11-24, tumour = { value = "solid", source = "solid" }, gives = "met" },
  { on = 2026-11-24, causes = { immune = "present", liver = { value = "ruled_out" } }, gives = "met" },
  { on = 2026-11-24, given = "waiting", gives = "met" },
  "no example",
]
"""


@pytest.mark.parametrize(
    ("field", "table", "former", "left"),
    [
        ("tumour", "options", "solid", ['source = "solid"']),
        ("causes", "items", "immune", []),
        ("given", "options", "waiting", []),
    ],
)
def test_an_answer_takes_its_new_name_everywhere(field: str, table: str, former: str, left: list[str]) -> None:
    """In its field, in rules, and in examples of every form; what only looks like it stays."""
    text = SMALL.replace(
        'rule = { any_present = "causes" }', f'{EVERY_ANSWER}rule = {{ any_present = "causes", items = ["immune"] }}'
    )
    draft = read_draft(text)
    made = draft.answer_renamed(index(draft, f"field.{field}"), table, former, "renamed")
    assert made.text.count("renamed") == text.count(former) - len(left) > 1
    assert all(one in made.text for one in left) and made.text.count(former) == len(left)
    assert [one.kind for one in made.parts] == [one.kind for one in draft.parts]


def test_a_field_of_the_follow_up_is_renamed_in_it_alone() -> None:
    """Where days begin, in what is measured and graded, in endpoints and their examples."""
    text = (ROOT / "resources" / "protocols" / "NCT03976882-2025-follow-up.toml").read_text("utf-8")
    draft = read_draft(text)
    for former in ("first_dose", "platelet_counts"):
        draft = draft.renamed(index(draft, f"follow_up.field.{former}"), f"my_{former}")
    made = loads(draft.text).follow_up
    assert made is not None and made.begins == "my_first_dose" and "my_platelet_counts" in made.graded
    assert {part.area for part in draft.parts} == {"", "follow_up"} and "other" not in {one.kind for one in draft.parts}


def test_a_file_of_another_layout_is_laid_out_anew() -> None:
    """Nothing of it is lost; what is no TOML, or holds what no part is, is refused in words."""
    assert parsed(read_draft(ODD).text) == parsed(ODD)
    assert read_draft(ODD).places == ("protocol", "field.x", "criterion.I1")
    odd = read_draft(ODD_FOLLOW_UP)
    assert odd.text == ODD_FOLLOW_UP and odd.parts[3].data["begins"] == "day"
    assert odd.places == (*("follow_up.graded", "protocol", "follow_up.notes", "follow_up", "follow_up.endpoint.P1"),)
    inside = read_draft('protocol.id = "T"\nfollow_up = { begins = "day", endpoint = [{ id = "P1" }] }\n')
    assert inside.places == ("protocol", "follow_up", "follow_up.endpoint.P1")
    assert read_draft("").parts == () and read_draft("# nothing\n").text == "# nothing\n"
    with pytest.raises(InputError, match="line 2"):
        read_draft("[protocol]\nid = x\n")
    with pytest.raises(InputError, match="text editor"):
        read_draft("[field]\nx = 1\n")
