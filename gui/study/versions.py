"""The versions of the study's protocol: which is in use since when, and what can be done with each other one."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.kit.act_dialog import ActAtHand
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.holder import Holder
from gui.kit.labels import Remark
from gui.kit.progress import Progress
from gui.kit.save_dialog import SaveDialog
from gui.kit.saved import Saved
from gui.kit.tokens import Status
from gui.study.amending import Amending, Standing, Values, Version, activate, sign
from gui.study.replayed import ChangedView, told_replay
from gui.study.version_forms import VersionForms
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Exported
from screening.service import Site, export_replay, manifest_of, today
from screening.wording import Words

_COMPARE, _REPLAY, _SIGN, _ACTIVATE = "compare", "replay", "sign", "activate"
_NEEDS = {_REPLAY: Permission.READ_IDENTIFIED, _SIGN: Permission.SIGN, _ACTIVATE: Permission.CONDUCT_STUDY}


class VersionsCard(QWidget):
    """Reads how the versions stand through the worker; what was compared or replayed stands below them."""

    recorded = Signal()  # the book has a new entry
    case_wanted = Signal(int)  # an entry

    def __init__(self, site: Site, amending: Amending, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._site, self._amending, self._tasks, self._words = site, amending, tasks, words
        self._at_hand = ActAtHand(self)
        self._card = Card(words.text("studypage.versions"), name="study.versions")
        self._listed, self._shown = Holder(), Holder()
        self._failed = Remark(Status.FAILED, name="study.versions.failed")
        self._course = Progress(name="study.replay.course", percent=True)
        self._course.setAccessibleName(words.text("amendment.page.under_way"))
        self._stop = Button(words.text("archive.stop"), name="study.replay.stop", weight=Weight.LINK)
        self._saved = Saved(words.text("exporting.open"), name="study.replay.saved")
        open_file = Button(words.text("amendment.page.open_file"), name="study.version_file", weight=Weight.LINK)
        beside = FlowLayout(file_row := QWidget())
        beside.addWidget(open_file)
        for widget in (self._listed, file_row, self._failed, self._course, self._stop, self._shown, self._saved):
            self._card.add(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)
        open_file.clicked.connect(self._ask_file)
        self._stop.clicked.connect(amending.give_up)
        amending.changed.connect(self._follow)
        self._follow()
        self.refresh()

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    @Slot()
    def refresh(self) -> None:
        """Read how the versions stand."""
        self._tasks.run(self._amending.read, self._show, self._fail, Lane.LIST)

    # What there is

    def _show(self, standing: Standing) -> None:
        if not isValid(self):  # the page was built anew meanwhile, in another language
            return
        self._failed.say("")
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addWidget(Facts(self._in_use(standing), name="study.version.in_use", share=28))
        if standing.due:
            box.addWidget(self._due(standing))
        for one in standing.others:
            box.addWidget(Facts(self._facts(one, standing), name=f"study.version.{one.name}", share=28))
            box.addLayout(self._buttons(one))
        self._listed.hold(inner)

    def _in_use(self, standing: Standing) -> list[Fact]:
        said, text = standing.in_use.said, self._words.text
        since = text("amendment.page.since", day=self._words.day(standing.in_use.at[:10]), name=standing.in_use.who)
        if said.approved_on is None or said.approved_by is None:
            return [Fact(text("amendment.page.in_use"), said.protocol_version, since)]
        by, day = text(f"amendment.approved.{said.approved_by}"), self._words.day(said.approved_on)
        approved = text("amendment.page.approved", day=day, by=by, reference=said.reference or "")
        return [Fact(text("amendment.page.in_use"), said.protocol_version, f"{since} {approved}".strip())]

    def _facts(self, version: Version, standing: Standing) -> list[Fact]:
        text = self._words.text
        facts = [Fact(text("studypage.version_of"), f"{version.name} · {text(f'status.{version.status}')}")]
        if version.unusable is not None:
            facts.append(Fact(text("studypage.unusable"), version.unusable.in_(self._words.language)))
        for one in standing.reviews.get(version.name, ()):
            told = text("amendment.page.signed_by", name=one.name, day=self._words.day(one.at[:10]))
            facts.append(Fact(text("amendment.page.rules"), told if one.genuine else text("amendment.page.false")))
        return facts

    def _due(self, standing: Standing) -> QWidget:
        told = self._words.text("amendment.page.due", n=len(standing.due))
        view = ChangedView([told], standing.due, self._words, name="study.due")
        view.opened.connect(self.case_wanted)
        return view

    def _buttons(self, version: Version) -> FlowLayout:
        line = FlowLayout(gap=theme.GRID * 2)
        acts = [_COMPARE] if version.unusable is not None else [_COMPARE, _REPLAY, _SIGN, _ACTIVATE]
        for act in acts:
            if act not in _NEEDS or self._site.permits(_NEEDS[act]):
                key = "studypage.compare" if act == _COMPARE else f"amendment.page.{act}.begin"
                button = Button(self._words.text(key, version=version.name), name=f"study.{act}.{version.name}")
                button.clicked.connect(partial(self._begin, act, version))
                line.addWidget(button)
        return line

    # What is done

    def _begin(self, act: str, version: Version) -> None:
        self._failed.say("")
        self._saved.clear()
        if act == _COMPARE:
            self._amending.forget()
            self._tasks.run(partial(_compared, self._site, version, self._words), self._compared, self._fail)
        elif act == _REPLAY:
            self._shown.hold(QWidget())
            self._amending.replay(version)
        elif not self._at_hand.is_open:
            self._ask(act, version)

    def _compared(self, made: Callable[[], QWidget]) -> None:
        if isValid(self):
            self._shown.hold(made())

    def _ask(self, act: str, version: Version) -> None:
        """Ask what an act needs; whether the version was in use before is read first."""
        read = partial(_asking, self._site, act, version)
        self._tasks.run(read, partial(self._open_form, act, version), self._fail)

    def _open_form(self, act: str, version: Version, was_in_use: bool) -> None:
        if not isValid(self) or self._at_hand.is_open:
            return
        forms = VersionForms(version, self._words, today(), self.window())
        asks_name = self._site.signatures.asks_name()
        form = forms.signing(asks_name=asks_name) if act == _SIGN else forms.activating(back=was_in_use)
        do = {_SIGN: sign, _ACTIVATE: activate}[act]
        self._at_hand.begin(form, partial(self._do, partial(do, self._site, version), act))
        form.open()

    def _do(self, do: Callable[[Values], object], act: str, values: Values) -> None:
        self._tasks.run(partial(do, values), partial(self._done, act), self._refused)

    def _done(self, act: str, _entry: object) -> None:
        self._at_hand.finish()
        self.recorded.emit()
        if act == _ACTIVATE:
            self._amending.forget()
            self._amending.used.emit()
        elif isValid(self):
            self.refresh()

    def _refused(self, error: EligoError) -> None:
        self._at_hand.refuse(told(error, self._words))

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))

    # A replay

    @Slot()
    def _follow(self) -> None:
        """Show how far a replay is, and what it found."""
        state = self._amending
        for widget in (self._course, self._stop):
            widget.setVisible(state.busy)
        self._course.setValue(state.percent or 0)
        if state.given_up:
            self._failed.say(self._words.text("amendment.page.given_up"))
        elif state.problem is not None:
            self._failed.say(told(state.problem, self._words))
        if state.found is not None:
            found = state.found
            view = ChangedView(told_replay(found, self._words), found.changed, self._words, name="study.replayed")
            view.opened.connect(self.case_wanted)
            if found.changed:
                export = Button(self._words.text("amendment.page.export"), name="study.replay.export", icon="export")
                export.clicked.connect(self._ask_where)
                view.layout().addWidget(export, 0, Qt.AlignmentFlag.AlignLeft)  # type: ignore[call-arg, union-attr]
            self._shown.hold(view)

    @Slot()
    def _ask_where(self) -> None:
        found = self._amending.found
        if found is None:
            return
        name = f"{self._site.code}-{self._site.protocol.id}-{found.after.version}-{today()}.csv"
        title = self._words.text("amendment.page.export")
        dialog = SaveDialog(title, Path.home() / name, ["CSV (*.csv)"], name="study.replay.file", parent=self.window())
        dialog.fileSelected.connect(self._export)
        dialog.open()

    @Slot(str)
    def _export(self, chosen: str) -> None:
        found, path, words = self._amending.found, Path(chosen), Words(self._words.language)
        if found is not None:
            self._tasks.run(
                partial(export_replay, self._site, path, words, found),
                partial(self._exported, path),
                self._not_exported,
                Lane.COPY,
            )

    def _exported(self, path: Path, made: Exported) -> None:
        if isValid(self):
            rows = self._words.count("case", made.rows)
            text = self._words.text("amendment.page.exported", rows=rows, path=path, name=manifest_of(path).name)
            self._saved.tell(text, path)
            self.recorded.emit()

    def _not_exported(self, error: EligoError) -> None:
        if isValid(self):
            self._saved.refuse(told(error, self._words))

    # A file

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self.window(), self._words.text("amendment.page.open_file"), str(Path.home()))
        dialog.setObjectName("study.version_file.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("TOML (*.toml)")
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, chosen: str) -> None:
        """Read a version from a file, and put it among the others."""
        self._failed.say("")
        self._tasks.run(partial(self._amending.open_file, Path(chosen)), self._opened, self._fail)

    def _opened(self, _version: object) -> None:
        if isValid(self):
            self.refresh()


def _compared(site: Site, version: Version, words: Words) -> Callable[[], QWidget]:
    """Set a version beside the one in use, the earlier one first; gives what makes the view of it."""
    from gui.study.comparison import ComparisonView
    from screening.protocol.comparison import compare
    from screening.review.side_by_side import side_by_side

    sides: Sequence = [site.protocol, version.load()]  # type: ignore[type-arg]
    days = [one.protocol.dated for one in sides]
    if None not in days and days[1] < days[0]:
        sides = sides[::-1]
    found = side_by_side(compare(*sides), Words(words.language, "long"))
    return partial(ComparisonView, found, words)


def _asking(site: Site, act: str, version: Version) -> bool:
    """Refuse what is in the way of an act at once; say whether the version was in use before."""
    protocol, versions = version.load(), site.versions
    problem = versions.signing_in_the_way(protocol) if act == _SIGN else versions.in_the_way(protocol)
    if problem is not None:
        raise problem
    return versions.was_in_use(protocol)
