"""Draw every widget of the kit, light and dark: `python -m tests.gui.gallery FOLDER`.

QT_SCALE_FACTOR in the environment sets the scale; the files bear it in their names.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.calendar_popup import CalendarPopup
from gui.kit.cards import Card
from gui.kit.chips import Chip
from gui.kit.criteria import CriteriaList
from gui.kit.criteria_model import CriterionRow
from gui.kit.dates import DateEntry
from gui.kit.day_strip import DayStrip
from gui.kit.details import AnswerDetails, Provenance
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import NumberEntry, SearchField, TextEntry
from gui.kit.event_list import EventList
from gui.kit.form_row import FormRow
from gui.kit.lab_model import Flag
from gui.kit.lab_table import LabTable
from gui.kit.labels import Words
from gui.kit.messages import CalmDialog, MessageBar
from gui.kit.open_questions import OpenQuestions
from gui.kit.period_list import PeriodList
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.series_chart import SeriesChart
from gui.kit.tokens import Status
from gui.kit.verdict import Count, Verdict, VerdictBanner, VerdictState
from gui.kit.worksheet import Worksheet
from tests.gui.kit import samples

NOT = "Not answered"


class Page(QWidget):
    """A window's ground."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(True)


def tumour() -> Card:
    card = Card("Tumour", name="tumour")
    kinds = [Option("solid", "Solid tumour, confirmed"), Option("haematological", "Haematological")]
    kind = DropChoice(kinds, name="kind", label="Diagnosis", unanswered=NOT)
    kind.set_value("solid")
    details = AnswerDetails(samples.DETAILS, name="kind", today=samples.TODAY, parent=card)
    details.set_value(Provenance("pathology report", "2026-03-02", "Dr Li"))
    first = FormRow("Diagnosis", kind, name="kind.row", not_answered=NOT, beside=details.beside, below=details.panel)
    first.set_answered(True)
    extent = SegmentedChoice(samples.EXTENT, name="extent", label="Extent")
    extent.set_value("advanced")
    second = FormRow("Extent", extent, name="extent.row", not_answered=NOT)
    second.set_answered(True)
    brain = SegmentedChoice(samples.BRAIN, name="brain", label="Brain metastases")
    third = FormRow("Brain metastases", brain, name="brain.row", not_answered=NOT, hint="On the last imaging")
    for row in (first, second, third):
        card.add(row)
    return card


def chemotherapy() -> Card:
    card = Card("Chemotherapy", "6 days late today", name="chemo")
    planned = DateEntry(samples.DAY, name="planned", today=samples.TODAY)
    planned.set_value("2026-11-17")
    row = FormRow("Cycle planned for", planned, name="planned.row", not_answered=NOT)
    row.set_answered(True)
    card.add(row)
    given = DateEntry(samples.DAY, name="given", today=samples.TODAY, extras=samples.WAITING)
    given.set_value("waiting")
    row = FormRow("Cycle given on", given, name="given.row", not_answered=NOT, hint="6 days late today")
    row.set_answered(True)
    card.add(row)
    wrong = DateEntry(samples.DAY, name="wrong", today=samples.TODAY, timed=True)
    wrong.set_value("05.06.2026")
    card.add(FormRow("Consent", wrong, name="wrong.row", not_answered=NOT))
    reason = SegmentedChoice(samples.REASON, name="reason", label="Reason for delay")
    card.add(FormRow("Reason for delay", reason, name="reason.row", not_answered=NOT))
    events = EventList(samples.EVENTS, name="bleeding", today=samples.TODAY)
    events.set_value(["2026-10-02"])
    card.add(FormRow("Bleeding", events, name="bleeding.row", not_answered=NOT))
    periods = PeriodList(samples.PERIODS, name="aspirin", today=samples.TODAY)
    periods.set_value(["2026-10-02/2026-10-05", "2026-10-20/ongoing"])
    card.add(FormRow("Aspirin", periods, name="aspirin.row", not_answered=NOT))
    return card


def numbers() -> Card:
    card = Card("Numbers and text", name="numbers")
    weight = NumberEntry(name="weight", label="Weight", not_a_number="Not a number", unit="kg")
    weight.set_value("62.5")
    card.add(FormRow("Weight", weight, name="weight.row", not_answered=NOT))
    egfr = NumberEntry(name="egfr", label="eGFR", not_a_number="Not a number: write 61", unit="mL/min")
    egfr.set_value("6l")
    card.add(FormRow("eGFR", egfr, name="egfr.row", not_answered=NOT))
    who = TextEntry(name="name", label="Name", placeholder="Not answered")
    who.set_value("张三丰 𠮷 㐂")
    row = FormRow("Name", who, name="name.row", not_answered=NOT)
    row.set_answered(True)
    row.say_problem("Already screened as SH04-0031")
    card.add(row)
    card.add(SearchField(name="search", label="Name, number or birth date", clear="Clear"))
    return card


def lab(*, folded: bool = True) -> Card:
    card = Card("Platelets", "counts for 3 days", name="lab" if folded else "lab2")
    name = "platelets" if folded else "platelets2"
    table = LabTable(samples.COLUMNS, samples.LAB, name=name, today=samples.TODAY, paste=samples.PASTE)
    table.set_value(samples.RESULTS)
    flags = {0: Flag(Status.MET, "Counts"), 1: Flag(Status.NEUTRAL, "Expired")}
    if not folded:
        table.set_value([*samples.RESULTS, {"value": "abc", "clumped": "yes", "anticoagulant": "EDTA"}])
        flags[3] = Flag(Status.UNKNOWN, "Clumped")
    table.judge(flags, {} if folded else {(3, "value"): "Row 4: not a number", (3, "unit"): "Row 4: unit missing"})
    card.add(table)
    return card


def causes() -> Card:
    card = Card("Other causes", "5 to assess", name="causes")
    sheet = Worksheet(
        samples.CAUSES,
        samples.CAUSE,
        name="other_causes",
        label="Other causes",
        rest="Rule out the rest…",
        not_answered=NOT,
    )
    sheet.set_value({"immune": "ruled_out", "liver_spleen": "ruled_out", "infection": "not_assessed"})
    card.add(sheet)
    return card


def answers() -> QWidget:
    side = QWidget()
    box = QVBoxLayout(side)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    banner = VerdictBanner(samples.verdict(VerdictState.NOT_YET), name="verdict")
    box.addWidget(banner)
    listed = Card(name="criteria.card")
    criteria = CriteriaList(name="criteria", label="Criteria")
    criteria.set_rows(samples.CRITERIA)
    listed.add(criteria, 1, bleed=8)
    questions = OpenQuestions(name="questions", title="Still open", more="{count} more", at_most=3)
    questions.set_questions(samples.QUESTIONS)
    listed.add(questions)
    box.addWidget(listed, 1)
    box.addWidget(when())
    box.addWidget(chart())
    return side


def when() -> Card:
    card = Card("When", "the platelet count runs out first, after 25 November", name="when")
    strip = DayStrip(name="days", label="Days")
    strip.set_days(samples.days(), samples.TODAY)
    strip.set_caption("Could qualify from 24 to 25 November, later with a new platelet count.")
    card.add(strip)
    return card


def chart() -> Card:
    card = Card("Platelet count", "× 10⁹/L", name="chart.card", fold_label="Fold the chart")
    drawing = SeriesChart(name="chart", label="Platelet counts", day_label=samples.short_day)
    drawing.set_series(samples.series())
    drawing._point_at(8)
    card.add(drawing)
    return card


def screen() -> Page:
    page = Page()
    line = QHBoxLayout(page)
    line.setContentsMargins(16, 16, 16, 16)
    line.setSpacing(16)
    form = QVBoxLayout()
    form.setSpacing(12)
    for card in (tumour(), chemotherapy(), lab(), causes()):
        form.addWidget(card)
    form.addStretch(1)
    line.addLayout(form, 4)
    line.addWidget(answers(), 7)
    return page


def pieces() -> Page:
    page = Page()
    grid = QGridLayout(page)
    grid.setContentsMargins(16, 16, 16, 16)
    grid.setSpacing(12)
    for row, state in enumerate(VerdictState):
        grid.addWidget(VerdictBanner(samples.verdict(state), name=f"verdict.{state}"), row, 0, 1, 2)
    line = QHBoxLayout()
    for weight in Weight:
        line.addWidget(Button(weight.value.title(), name=weight, weight=weight, icon="plus"))
    line.addWidget(IconButton("calendar", "Calendar", name="icon"))
    disabled = Button("Disabled", name="disabled")
    disabled.setEnabled(False)
    line.addWidget(disabled)
    for status in Status:
        line.addWidget(Chip(status, status.value, name=f"chip.{status}"))
    line.addStretch(1)
    grid.addLayout(line, 4, 0, 1, 2)
    for column, status in enumerate((Status.MET, Status.FAILED)):
        bar = MessageBar(name=f"bar{column}", close="Close")
        bar.say(status, "Saved as SH04-0042.", action="Open the log")
        grid.addWidget(bar, 5, column)
    grid.addWidget(numbers(), 6, 0)
    grid.addWidget(lab(folded=False), 6, 1)
    grid.addWidget(every_icon(), 7, 0, 1, 2)
    grid.addWidget(Words("Small and muted words", role="small"), 8, 0)
    return page


def every_icon() -> QWidget:
    card = Card("Icons", name="icons")
    box = QWidget()
    grid = QGridLayout(box)
    names = sorted(path.stem for path in Path("resources/icons").glob("*.svg"))
    for place, name in enumerate(names):
        shown = IconButton(name, name, name=f"icon.{name}")
        grid.addWidget(shown, place // 20, place % 20)
    card.add(box)
    return card


_held: list[QWidget] = []


def calendar() -> QWidget:
    holder = Page()
    popup = CalendarPopup(name="cal", label="Calendar", parent=holder)
    popup.open_at(QPoint(0, 0), samples.TODAY, samples.TODAY)
    _held.append(holder)
    return popup


def question() -> QWidget:
    text = "Two causes are not assessed yet. Your name and today's date are written beside each."
    note = QLineEdit()
    note.setPlaceholderText("Why")
    return CalmDialog(
        "Rule out the rest?",
        text,
        [("no", "Cancel", Weight.PLAIN), ("yes", "Rule out 2 causes", Weight.PRIMARY)],
        name="ask",
        content=note,
    )


def chinese() -> Page:
    page = Page()
    box = QVBoxLayout(page)
    box.setContentsMargins(16, 16, 16, 16)
    box.setSpacing(12)
    box.addWidget(Words("SH04-0042　张三丰　𠮷野家　㐂", role="page"))
    counts = (Count(4, "已满足", Status.MET), Count(1, "尚未", Status.NOT_YET), Count(1, "缺失", Status.UNKNOWN))
    verdict = Verdict(VerdictState.NOT_YET, "尚未符合", "11月24日至25日可能符合。还缺一个回答：感染。", counts)
    box.addWidget(VerdictBanner(verdict, name="verdict"))
    card = Card("化疗", "今天已推迟 6 天", name="chemo")
    choice = SegmentedChoice(
        [Option("a", "血小板减少"), Option("b", "其他原因"), Option("c", "未记录")], name="reason", label="推迟原因"
    )
    choice.set_value("a")
    card.add(FormRow("推迟原因", choice, name="reason.row", not_answered="未回答"))
    criteria = CriteriaList(name="criteria", label="标准")
    rows = [
        ("I1", "晚期实体瘤", "胃腺癌，转移性（病理报告，2026-03-02）", Status.MET, "满足"),
        ("I3", "血小板计数低于 75 × 10⁹/L", "11月22日为 68；有效至11月25日", Status.UNKNOWN, "未知"),
    ]
    criteria.set_rows([CriterionRow(i, "入选标准", t, r, s, w) for i, t, r, s, w in rows])
    criteria.setMinimumHeight(criteria.sizeHint().height())
    card.add(criteria, bleed=8)
    box.addWidget(card)
    return page


SHEETS = {
    "chinese": (chinese, 760),
    "screen": (screen, 1280),
    "pieces": (pieces, 1120),
    "question": (question, 0),
    "calendar": (calendar, 0),
}


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setWindowIcon(icons.app_icon())
    scale = os.environ.get("QT_SCALE_FACTOR", "1")
    for dark in (False, True):
        for text in (1.0, 2.0):
            theme.apply(app, theme.Theme(dark=dark, text_scale=text))
            for name, (build, width) in SHEETS.items():
                look = f"{'dark' if dark else 'light'}-text{text:g}-scale{scale}"
                picture(app, build(), round(width * (1 if text == 1 else 1.4)), folder / f"{name}-{look}.png")


def picture(app: QApplication, sheet: QWidget, width: int, file: Path) -> None:
    """Show a sheet at a width (0 for its own), as high as it needs, and save what it looks like."""
    if width:
        sheet.resize(width, 100)
    sheet.show()
    app.processEvents()
    if width:
        sheet.resize(width, max(sheet.heightForWidth(width), 1))
    app.processEvents()
    sheet.grab().save(str(file))
    sheet.close()
    sheet.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
