"""What a draft comes to while it is written, and where drafts lie."""

from pathlib import Path

import pytest

from screening.errors import InputError
from screening.protocol.catalogue import find
from screening.protocol.draft import Draft, read_draft
from screening.protocol.rules import SHAPES, shape_of
from screening.protocol.slots import begun, slots
from screening.review.drafted import findings, glance, part_of
from screening.service import ProtocolDrafts, begin_from_file, blank_draft, next_version
from screening.wording import Words
from tests.unit.protocol_text import SMALL

EN = Words("en")


def test_a_fault_in_one_part_hides_no_other() -> None:
    """The sound criterion is read and tried; the faulty one says what is missing, in its own part."""
    text = SMALL.replace('id = "I1"\nkind = "inclusion"', 'id = "I1"\nkind = "incl"', 1)
    found = glance(text, read_draft(text).places)
    assert {one.part for one in found.findings} == {"criterion.I1"} and all(one.grave for one in found.findings)
    by_place = dict(zip(read_draft(text).places, read_draft(text).parts, strict=True))
    assert found.criterion(by_place["criterion.I1"]) is None and found.criterion(by_place["criterion.E1"]) is not None


def test_examples_are_tried_as_they_stand() -> None:
    """Also one that expects nothing yet; one that can't be read is not tried, and hides no rule."""
    draft = read_draft(SMALL.replace('platelets = "74.9 10*9/L 2026-11-24"', 'platelets = "?"'))
    at = draft.places.index("criterion.I1")
    examples = [dict(one) for one in draft.parts[at].data["examples"]]
    examples[1].pop("gives")
    draft = draft.changed(at, draft.parts[at].data | {"examples": examples})
    found = glance(draft.text, draft.places)
    tried = found.tried(draft.parts[at], examples, EN)
    assert tried[0] is None and tried[1] is not None and tried[1].reason


def test_everything_is_tried_in_the_end() -> None:
    """What is odd in a file without a fault, each in its part; and what its parts can't hold together."""
    text = find("NCT05864014").load().to_toml()
    places = read_draft(text).places
    assert {one.grave for one in findings(text, places)} <= {False}
    wrong = SMALL.replace('gives = "met"', 'gives = "not_met"', 1)
    assert {(one.part, one.grave) for one in findings(wrong, read_draft(wrong).places)} == {("criterion.I1", True)}
    assert (
        part_of("criterion.I10.rule", ("criterion.I1", "criterion.I10")) == "criterion.I10" and part_of("x", ()) == ""
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_rule_is_begun_in_every_shape(shape: str) -> None:
    """So that the form knows it again, with what it asks for first."""
    assert shape_of(begun(shape)) == shape
    needed = [one.needed for one in slots(SHAPES[shape])]
    assert needed == sorted(needed, reverse=True) and all(one.kind != "plain" for one in slots(SHAPES[shape]))


def test_drafts_lie_in_the_sites_folder(tmp_path: Path) -> None:
    """Saved whole, listed with what is missing, thrown away with a way back; a broken one says why."""
    drafts = ProtocolDrafts(tmp_path)
    assert drafts.list() == []
    name = drafts.begin(next_version(find("NCT03976882@2024-published").load())).name
    assert name == "NCT03976882-2024-published-draft" and drafts.begin(drafts.open(name).draft).name == f"{name}-2"
    assert drafts.path(name).parent == tmp_path / "protocols" / "drafts"
    drafts.path("broken").write_text("[protocol\n", "utf-8")
    listed = {one.name: one for one in drafts.list()}
    assert listed[name].criteria == 6 and listed[name].waiting == 0 and "TOML" in str(listed["broken"].faulty)
    drafts.path("folder").mkdir()
    drafts.path("nowhere").symlink_to(tmp_path / "away.toml")
    assert {one.name for one in drafts.list() if one.faulty} == {"broken", "folder", "nowhere"}
    assert drafts.list()[-1].name == "nowhere" and len(drafts.list()) == 5
    drafts.throw_away(name)
    assert not drafts.path(name).exists() and name not in [one.name for one in drafts.list()]
    with pytest.raises(InputError, match="can't be read"):
        drafts.open(name)


def test_nobody_writes_over_what_another_window_wrote(tmp_path: Path) -> None:
    """The second writer is told; a draft that was thrown away elsewhere, and one that says the same, are kept."""
    drafts = ProtocolDrafts(tmp_path)
    mine = drafts.begin(read_draft(SMALL))
    theirs = drafts.open(mine.name)
    assert theirs.draft.text == SMALL
    theirs.save(read_draft(f"{SMALL}\n# theirs\n"))
    with pytest.raises(InputError, match="Nothing was overwritten"):
        mine.save(read_draft(f"{SMALL}\n# mine\n"))
    assert drafts.path(mine.name).read_text("utf-8").endswith("# theirs\n")
    mine.save(theirs.draft)
    mine.save(read_draft(SMALL))
    drafts.throw_away(mine.name)
    mine.save(read_draft(f"{SMALL}\n# mine\n"))
    assert drafts.open(mine.name).draft.text.endswith("# mine\n")


def test_a_draft_that_another_program_laid_out_is_gone_on_with(tmp_path: Path) -> None:
    """With its own ends of lines, and a mark of its encoding, it is still the one that was opened."""
    drafts = ProtocolDrafts(tmp_path)
    name = drafts.begin(read_draft(SMALL)).name
    drafts.path(name).write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    opened = drafts.open(name)
    assert opened.draft.text == SMALL
    opened.save(read_draft(f"{SMALL}\n# mine\n"))


def test_a_draft_begins_with_a_file_however_faulty(tmp_path: Path) -> None:
    """Or with nothing at all."""
    path = tmp_path / "half.toml"
    path.write_text('# mine\n[protocol]\nid = "T"\n\n[[criterion]]\nid = "I1"\n', "utf-8")
    begun_with: Draft = begin_from_file(path)
    assert begun_with.text == path.read_text("utf-8")
    assert [part.kind for part in blank_draft().parts] == ["protocol"]


def test_no_version_is_ever_overwritten(tmp_path: Path) -> None:
    """Neither a file of the site, whose rules may be signed, nor one that ships; the same text again is no other."""
    drafts = ProtocolDrafts(tmp_path)
    name = drafts.begin(read_draft(SMALL)).name
    kept = drafts.finish(name)
    assert drafts.finish(name) == kept
    other = drafts.begin(read_draft(f"{SMALL}\n# another\n")).name
    text = find("NCT03976882@2024-published").load().to_toml()
    shipped = drafts.begin(read_draft(text.replace("chemotherapy", "treatment"))).name
    for draft in (other, shipped):
        with pytest.raises(InputError, match="another file already"):
            drafts.finish(draft)
    assert kept.read_text("utf-8") == SMALL


def test_a_draft_is_verified_by_nobody(tmp_path: Path) -> None:
    """What is changed has to be held against the protocol anew."""
    path = tmp_path / "verified.toml"
    path.write_text(SMALL.replace('status = "unverified"', 'status = "verified"\nverified_by = "Lin Mei"'), "utf-8")
    header = begin_from_file(path).parts[0].data
    assert header["status"] == "unverified" and "verified_by" not in header
