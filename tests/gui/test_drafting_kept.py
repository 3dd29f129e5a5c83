"""What is typed into the protocol editor is never lost: not on leaving, not on closing, not to another window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from gui.drafting.editing import Editing
from gui.kit.segmented import SegmentedChoice
from screening.protocol.draft import read_draft
from screening.service import ProtocolDrafts
from tests.gui.desk import Desk, click, wait_for
from tests.unit.protocol_text import SMALL

TYPED = "Typed in this window"


@pytest.fixture
def drafts(folder: Path) -> ProtocolDrafts:
    return ProtocolDrafts(folder)


@pytest.fixture
def work(desk: Desk, drafts: ProtocolDrafts) -> Desk:
    """The program with a draft open in the editor, and its criterion I1 at hand."""
    name = drafts.begin(read_draft(SMALL)).name
    desk.start()
    desk.workplace.show_page("study")
    desk.press(f"study.draft.{name}.open")
    editing = at_work(desk)
    editing.choose(editing.draft.places.index("criterion.I1"))
    return desk


def at_work(desk: Desk) -> Editing:
    return desk.workplace.page("study").findChildren(Editing)[-1]


def type_text(desk: Desk, text: str = TYPED) -> None:
    """Type, and go on at once: no pause has passed in which it would have been kept."""
    at_work(desk).change({**(at_work(desk).part or at_work(desk).draft.parts[0]).data, "text": {"en": text}}, "text")


def away(drafts: ProtocolDrafts) -> Path:
    """Take the folder away, so that nothing can be written there."""
    elsewhere = drafts.folder.with_name("elsewhere")
    drafts.folder.replace(elsewhere)
    drafts.folder.write_text("in its place", "utf-8")
    return elsewhere


def back(drafts: ProtocolDrafts, elsewhere: Path) -> None:
    drafts.folder.unlink()
    elsewhere.replace(drafts.folder)


def written(drafts: ProtocolDrafts) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(drafts.folder.glob("*.toml"))]


def test_whoever_leaves_what_cant_be_kept_stays_with_it(work: Desk, drafts: ProtocolDrafts) -> None:
    """It says why and what to do, in the language of the window; once it can be kept, they leave."""
    elsewhere = away(drafts)
    type_text(work)
    work.press("drafting.back")
    assert work.sees("drafting") and "not kept yet" in work.find("drafting.unkept", QLabel).text()
    work.press("foot.preferences")
    click(work.find("preferences.language", SegmentedChoice).segment("zh_CN"))
    work.press("preferences.close")
    assert "尚未保存" in work.find("drafting.unkept", QLabel).text() and not work.sees("drafting.leave")
    back(drafts, elsewhere)
    work.press("drafting.again")
    assert not work.sees("drafting.unkept") and TYPED in written(drafts)[0]
    work.press("drafting.back")
    assert not work.sees("drafting")


def test_what_cant_be_kept_can_be_left_knowingly(work: Desk, drafts: ProtocolDrafts) -> None:
    """What was kept before stays as it was."""
    elsewhere = away(drafts)
    type_text(work)
    work.press("drafting.back")
    work.press("drafting.leave")
    assert not work.sees("drafting")
    back(drafts, elsewhere)
    assert written(drafts) == [SMALL]


def test_closing_the_window_keeps_what_was_typed_a_moment_ago(work: Desk, drafts: ProtocolDrafts) -> None:
    """Without a question."""
    type_text(work)
    assert work.window.close() and TYPED in written(drafts)[0]


@pytest.mark.parametrize("answer", ["stay", "discard", "park"])
def test_closing_the_window_asks_where_it_cant_be_kept(work: Desk, drafts: ProtocolDrafts, answer: str) -> None:
    """Stay, drop it, or try once more, which asks again where it still fails."""
    elsewhere = away(drafts)
    type_text(work)
    assert not work.window.close() and "protocol draft" in work.said("unsaved")
    if answer == "park":
        work.press("unsaved.park")
        assert work.sees("unsaved.park")
        back(drafts, elsewhere)
    work.press(f"unsaved.{answer}")
    wait_for(lambda: work.window.isVisible() == (answer == "stay"))
    if answer == "park":
        assert TYPED in written(drafts)[0]
    assert (TYPED in at_work(work).draft.text) == (answer != "discard")


@pytest.mark.parametrize("way", ["apart", "theirs"])
def test_two_windows_never_overwrite_each_other(work: Desk, drafts: ProtocolDrafts, way: str) -> None:
    """The second is told, and keeps both, or takes the other's and can step back to its own."""
    name = at_work(work).keeping.name
    theirs = SMALL.replace('text.en = "', 'text.en = "Theirs: ', 1)
    drafts.open(name).save(read_draft(theirs))
    type_text(work)
    work.press("drafting.back")
    assert "Another window" in work.find("drafting.unkept", QLabel).text() and not work.sees("drafting.again")
    assert written(drafts) == [theirs]
    work.press(f"drafting.{way}")
    assert not work.sees("drafting.unkept")
    if way == "apart":
        assert at_work(work).keeping.name == f"{name}-2" and TYPED in written(drafts)[0] + written(drafts)[1]
        assert len(written(drafts)) == 2 and theirs in written(drafts)
    else:
        assert at_work(work).draft.text == theirs
        work.press("drafting.undo")
        wait_for(lambda: TYPED in written(drafts)[0], "the step back was not kept")
