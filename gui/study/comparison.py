"""Two versions side by side: what was added, dropped and changed word by word, the rules, and whom they turn."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.result_grid import ResultGrid
from gui.kit.tokens import Status
from screening.review.side_by_side import Lines, SideBySide, ToldChange, ToldEffect, ToldFact
from screening.wording import Words
from screening.wording.differences import Piece, marked

_EFFECT, _FACT = (40, 18, 42), (20, 40, 40)
"""The shares of a grid's columns."""


class ComparisonView(QWidget):
    """Everything that differs; read aloud, what is gone stands in [-...-] and what is new in {+...+}."""

    def __init__(self, found: SideBySide, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("study.differences")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._words = words
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, theme.GRID, 0, 0)
        self._box.setSpacing(theme.GRID * 2)
        self._say(words.text("cli.compare.title", before=found.before, after=found.after), "title")
        if found.same:
            self._say(words.text("studypage.same"))
        if found.followed_otherwise:
            self._say(words.text("cli.compare.follow_up"))
        self._facts(found.settings, "settings")
        for name, changes in (
            ("criteria", found.criteria),
            ("fields", found.fields),
            ("assumptions", found.assumptions),
        ):
            if changes:
                self._say(words.text(f"cli.compare.{name}"), "strong")
            for place, change in enumerate(changes):
                self._change(change, f"{name}{place}")

    def _say(self, text: str, role: str = "body") -> None:
        self._box.addWidget(labels.Words(text, role=role))

    def _change(self, change: ToldChange, name: str) -> None:
        what = self._words.text(f"cli.compare.{change.what}")
        self._say(f"{change.name} · {what}" if change.name else what, "strong")
        self._box.addWidget(_ChangedText(change.pieces, whole=change.what != "changed"))
        self._facts(change.facts, name)
        if change.rule is not None:
            self._rule(change.rule, name)
        if change.effects:
            self._say(self._words.text("compare.effect"), "muted")
            columns = [self._words.text(f"compare.column.{one}") for one in ("patient", "before", "after")]
            rows = [(one.entered, one.before or self._nothing, self._now(one)) for one in change.effects]
            self._grid(columns, rows, f"{name}.effects", self._words.text("compare.effect"), _EFFECT)
        if change.more:
            self._say(self._words.text("compare.more", n=change.more), "small")

    @property
    def _nothing(self) -> str:
        return self._words.text("compare.not_asked")

    def _now(self, effect: ToldEffect) -> str:
        return self._words.text("compare.now", after=effect.after or self._nothing, reason=effect.reason)

    def _facts(self, facts: Iterable[ToldFact], name: str) -> None:
        rows = [(one.label, one.before, one.after) for one in facts]
        if rows:
            columns = ["", *(self._words.text(f"compare.column.{one}") for one in ("before", "after"))]
            self._grid(columns, rows, f"{name}.facts", columns[1], _FACT)

    def _rule(self, rule: tuple[Lines, Lines], name: str) -> None:
        told = ["\n".join(f"{'    ' * depth}{line}" for depth, line in lines) for lines in rule]
        columns = [self._words.text(f"compare.rule_{one}") for one in ("before", "after")]
        self._grid(columns, [tuple(told)], f"{name}.rule", self._words.text("studypage.rule"), (1, 1))

    def _grid(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], name: str, label: str, shares: Sequence[int]
    ) -> None:
        self._box.addWidget(ResultGrid(columns, rows, name=f"study.differences.{name}", label=label, shares=shares))


class _ChangedText(labels.Words):
    """A text with what is gone struck through and what is new underlined; colour never says it alone."""

    def __init__(self, pieces: tuple[Piece, ...], *, whole: bool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        plain = "".join(piece.text for piece in pieces)
        self.setText(escape(plain) if whole else "".join(map(_dressed, pieces)))
        self.setAccessibleName(plain if whole else marked(pieces))


def _dressed(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.how == "same":
        return text
    tag, status = ("s", Status.FAILED) if piece.how == "gone" else ("u", Status.MET)
    return f'<{tag} style="color:{theme.current().tokens.tint(status).ink}">{text}</{tag}>'
