"""The queries of a case: what was asked and answered, and what whoever is at work may say next."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.chips import Chip
from gui.kit.flow import FlowLayout
from gui.kit.tokens import Status
from screening.access import Permission
from screening.log import Query
from screening.protocol import Protocol
from screening.service import Site, Turn
from screening.wording import Words, place_name

ASK, ANSWER, AGAIN, CLOSE = "query_ask", "query_answer", "query_again", "query_close"
_STATUS = {"open": Status.UNKNOWN, "answered": Status.NOT_YET, "closed": Status.NEUTRAL}


@dataclass(frozen=True, slots=True)
class ShownQuery:
    """A query with its conversation, and the acts offered on it."""

    query: Query
    turns: tuple[Turn, ...]
    acts: tuple[str, ...]


def offered(query: Query, *, asks: bool, answers: bool, closed: bool) -> tuple[str, ...]:
    """Say what may be done with a query by whoever asks, and by whoever answers; in a `closed` study it can but end."""
    acts: list[str] = []
    if answers and query.state != "closed":
        acts.append(ANSWER)
    if asks:
        acts += [AGAIN] if query.state != "open" and not closed else []
        acts += [CLOSE] if query.state != "closed" else []
    return tuple(acts)


def shown_query(site: Site, query: Query, *, closed: bool) -> ShownQuery:
    """Read the conversation of a query, and what whoever is at work may say next, which is less in a `closed` study."""
    asks, answers = site.permits(Permission.RAISE_QUERY), site.permits(Permission.ANSWER_QUERY)
    acts = offered(query, asks=asks, answers=answers, closed=closed)
    return ShownQuery(query, tuple(site.queries.turns(query.id)), acts)


class QueryList(QWidget):
    """The conversations, oldest first."""

    wanted = Signal(str, int)  # an act, and the query

    def __init__(self, queries: tuple[ShownQuery, ...], protocol: Protocol, words: Words) -> None:
        super().__init__()
        self.setObjectName("log.queries")
        self._words, self._protocol = words, protocol
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GRID)
        for one in queries:
            self._add(one)

    def _add(self, shown: ShownQuery) -> None:
        query, text = shown.query, self._words.text
        line = FlowLayout(gap=theme.GRID * 2)
        about = place_name(self._protocol, self._words, query.path) if query.path else ""
        title = text("query.about", field=about) if about else text("query.whole")
        line.addWidget(labels.Words(title, role="strong", wrap=False))
        line.addWidget(Chip(_STATUS[query.state], text(f"query.{query.state}"), name=f"query.{query.id}.state"))
        self._box.addLayout(line)
        for turn in shown.turns:
            self._box.addWidget(labels.Words(self._said(turn)))
        buttons = FlowLayout(gap=theme.GRID * 2)
        for act in shown.acts:
            key = {ANSWER: "reply", AGAIN: "again", CLOSE: "end"}[act]
            button = Button(text(f"query.{key}"), name=f"query.{query.id}.{key}", weight=Weight.LINK)
            button.setProperty("act", act)
            button.setProperty("query", query.id)
            button.clicked.connect(self._press)
            buttons.addWidget(button)
        self._box.addLayout(buttons)

    def _said(self, turn: Turn) -> str:
        at = datetime.fromisoformat(turn.at).astimezone()
        said = turn.text or self._words.text(f"query.said.{turn.kind}")
        role = self._words.text(f"role.{turn.role}")
        return self._words.text("query.from", who=turn.who, role=role, day=self._words.day(at.date()), text=said)

    @Slot()
    def _press(self) -> None:
        button = self.sender()
        self.wanted.emit(str(button.property("act")), int(button.property("query")))
