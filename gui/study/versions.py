"""The other versions of the same protocol, each set beside the one in use when somebody asks."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from screening.protocol import Criterion, Protocol
from screening.protocol.catalogue import Listed, catalogue
from screening.protocol.comparison import Change, Comparison, compare
from screening.wording import Words


def other_versions(protocol: Protocol) -> tuple[Listed, ...]:
    """List what ships of the same protocol beside this version."""
    return tuple(one for one in catalogue().listed if one.id == protocol.id and one.version != protocol.version)


class VersionsCard(Card):
    """One line a version, and a button that compares it."""

    def __init__(
        self, protocol: Protocol, others: Sequence[Listed], words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(words.text("studypage.versions"), name="study.versions", parent=parent)
        self._protocol, self._others, self._words = protocol, tuple(others), words
        self._buttons = QButtonGroup(self)
        self._shown: QWidget | None = None
        for place, one in enumerate(self._others):
            facts = [Fact(words.text("studypage.version_of"), f"{one.version} · {words.text(f'status.{one.status}')}")]
            if one.unusable is not None:
                facts.append(Fact(words.text("studypage.unusable"), one.unusable.in_(words.language)))
            self.add(Facts(facts, name=f"study.version.{one.version}", share=28))
            text = words.text("studypage.compare", version=one.version)
            button = Button(text, name=f"study.compare.{one.version}")
            self._buttons.addButton(button, place)
            self.add(button)
        self._buttons.idClicked.connect(self._compare)

    @Slot(int)
    def _compare(self, place: int) -> None:
        if self._shown is not None:
            self._shown.deleteLater()
        compared = compare(self._others[place].load(), self._protocol)
        self._shown = Facts(differences(compared, self._words), name="study.differences", share=14)
        self.add(self._shown)


def differences(compared: Comparison, words: Words) -> list[Fact]:
    """Tell which criteria were added, dropped or changed, in the words of both versions."""
    if not compared.criteria:
        return [Fact(words.text("studypage.same"), "")]
    return [_difference(one, words) for one in compared.criteria]


def _difference(change: Change[Criterion], words: Words) -> Fact:
    what = words.text(f"cli.compare.{change.what}")
    before, after = (one.text.in_(words.language) if one else "" for one in (change.before, change.after))
    if change.what != "changed":
        return Fact(change.name, f"{what}: {after or before}")
    said = after if before == after else words.text("studypage.was", before=before, after=after)
    return Fact(change.name, f"{what}: {said}", "" if before != after else words.text("studypage.rule_differs"))
