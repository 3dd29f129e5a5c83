"""Texts and values with which the kit is tried: plain English, fictitious."""

from datetime import date, timedelta

from gui.kit.criteria_model import CriterionRow
from gui.kit.dates import DateTexts
from gui.kit.day_strip import DayState, StripDay
from gui.kit.details import DetailsTexts
from gui.kit.lab_model import CellKind, LabColumn
from gui.kit.lab_table import LabTexts
from gui.kit.pasted_results import PasteKeys
from gui.kit.period_list import PeriodTexts
from gui.kit.segmented import Option
from gui.kit.series import ChartPoint, DayMark, PointMark, Series
from gui.kit.several import SeveralTexts
from gui.kit.tokens import Status
from gui.kit.verdict import Count, Verdict, VerdictState
from gui.kit.worksheet import Item

TODAY = date(2026, 11, 23)

EXTENT = (
    Option("advanced", "Advanced"),
    Option("early", "Early"),
    Option("not_documented", "Not documented"),
)
REASON = (
    Option("low", "Low platelets"),
    Option("other", "Other"),
    Option("not_documented", "Not documented"),
)
BRAIN = (
    Option("none", "None on imaging"),
    Option("treated", "Treated, stable"),
    Option("untreated", "Untreated"),
    Option("progressing", "Progressing after treatment", hint="The investigator decides"),
    Option("not_imaged", "Not imaged"),
)
CAUSE = (
    Option("present", "Present"),
    Option("ruled_out", "Ruled out"),
    Option("not_assessed", "Not assessed"),
)
CAUSES = (
    Item("immune", "Immune"),
    Item("liver_spleen", "Liver or spleen"),
    Item("infection", "Infection"),
    Item("heparin", "Heparin or other drug"),
    Item("marrow", "Marrow infiltration"),
)
WAITING = (Option("waiting", "Still waiting"),)

DAY = DateTexts("Cycle given on", "YYYY-MM-DD", "Not a date: write 2026-11-23", "Open the calendar")
DETAILS = DetailsTexts(
    "Where this comes from",
    "Source",
    DateTexts("Day of the source", "YYYY-MM-DD", "Not a date", "Open the calendar"),
    "Author",
)
EVENTS = SeveralTexts("Bleeding", "None known", "There were", "Add a day", "Take this day out", DAY)

PERIODS = PeriodTexts(
    *("Aspirin", "None taken", "Taken", "Add a period", "Take this period out", DAY),
    captions=("from", "to"),
    last=DAY,
    ongoing=Option("ongoing", "Still taking"),
    reversed="The last day comes before the first.",
)

UNITS = (Option("10*9/L", "× 10⁹/L"), Option("/uL", "/µL"), Option("10*4/uL", "10⁴/µL"))
TUBES = (Option("EDTA", "EDTA"), Option("citrate", "Citrate"))
YES_NO = (Option("yes", "Yes"), Option("no", "No"))
COLUMNS = (
    LabColumn("value", "Count", width=60),
    LabColumn("unit", "Unit", CellKind.CHOICE, UNITS, width=84),
    LabColumn("on", "Day", CellKind.MOMENT, width=92),
    LabColumn("anticoagulant", "Tube", CellKind.CHOICE, TUBES, folded=True, width=76),
    LabColumn("clumped", "Clumped", CellKind.CHOICE, YES_NO, folded=True, width=76),
    LabColumn("smear", "Smear confirms", CellKind.CHOICE, YES_NO, folded=True, width=76),
)
LAB = LabTexts(
    "Platelet counts",
    "New",
    "Paste results",
    "Tube, clumps, smear",
    "Fewer columns",
    "Delete this result",
    "Counts today",
    "Not reported",
    "There is no result on the clipboard",
)
PASTE = PasteKeys(
    "value",
    "unit",
    "on",
    {
        "10*9/l": ("unit", "10*9/L"),
        "10^9/l": ("unit", "10*9/L"),
        "/ul": ("unit", "/uL"),
        "edta": ("anticoagulant", "EDTA"),
        "citrate": ("anticoagulant", "citrate"),
        "clumped": ("clumped", "yes"),
    },
)
RESULTS = (
    {"value": "41", "unit": "10*9/L", "on": "2026-11-10"},
    {"value": "68", "unit": "10*9/L", "on": "2026-11-22"},
    {"value": "54", "unit": "10*9/L", "on": "2026-11-17"},
)

_I, _E = "Inclusion", "Exclusion"
CRITERIA = (
    CriterionRow(
        "I1",
        _I,
        "Advanced solid tumour",
        "Gastric adenocarcinoma, metastatic (pathology report, 2026-03-02)",
        Status.MET,
        "Met",
    ),
    CriterionRow(
        "I2",
        _I,
        "Chemotherapy delayed by at least 7 days because of low platelets",
        "6 days today; reaches 7 on Tuesday 24 November",
        Status.NOT_YET,
        "Not yet",
    ),
    CriterionRow(
        "I3",
        _I,
        "Platelet count below 75 × 10⁹/L",
        "68 on 22 November; counts until 25 November",
        Status.MET,
        "Met",
    ),
    CriterionRow("E1", _E, "Haematological malignancy", "None", Status.MET, "Clear"),
    CriterionRow(
        "E2",
        _E,
        "Thrombocytopenia from another cause",
        "Infection not assessed yet",
        Status.UNKNOWN,
        "Not known yet",
    ),
    CriterionRow("E3", _E, "Untreated brain metastases", "Untreated on MRI", Status.FAILED, "Excludes"),
)

QUESTIONS = (
    ("other_causes.infection", "Infection"),
    ("other_causes.liver_spleen", "Liver or spleen"),
    ("platelets", "A platelet count of the last 3 days"),
    ("brain_metastases", "Brain metastases"),
)


def verdict(state: VerdictState) -> Verdict:
    """Return a verdict of each kind."""
    words = {
        VerdictState.ELIGIBLE: ("Meets all criteria", "Awaiting the investigator. Counts until 25 November."),
        VerdictState.NOT_YET: (
            "Not yet",
            "Could qualify from Tue 24 to Wed 25 November. One answer is missing: infection.",
        ),
        VerdictState.INELIGIBLE: ("Not eligible", "E3: untreated brain metastases."),
        VerdictState.UNDETERMINED: ("Not known yet", "Four answers are missing; the first is infection."),
    }
    counts = (
        Count(4, "fulfilled", Status.MET),
        Count(1, "not yet", Status.NOT_YET),
        Count(1, "missing", Status.UNKNOWN),
        Count(0, "failed", Status.FAILED),
    )
    return Verdict(state, *words[state], counts)


def days() -> tuple[StripDay, ...]:
    """Return twelve days with one of each state."""
    states = [DayState.NO] * 3 + [DayState.NO, DayState.ELIGIBLE, DayState.POSSIBLE]
    states += [DayState.NEEDS] * 4 + [DayState.UNKNOWN] * 2
    first = TODAY - timedelta(days=3)
    shown = [first + timedelta(days=i) for i in range(len(states))]
    return tuple(
        StripDay(day, f"{day:%a}", str(day.day), state, f"{day:%A %d %B}: {state.value}")
        for day, state in zip(shown, states, strict=True)
    )


def series() -> Series:
    """Return counts over three cycles."""
    values = [(8, 15, 212), (8, 29, 118), (9, 5, 176), (9, 19, 97), (9, 26, 142), (10, 3, 58), (10, 10, 41)]
    points = [ChartPoint(date(2026, m + 1, d), v, f"{v} on {d}.{m + 1}.", PointMark.EXPIRED) for m, d, v in values]
    points += [
        ChartPoint(date(2026, 11, 17), 54, "54 on 17 November, expired", PointMark.EXPIRED),
        ChartPoint(date(2026, 11, 20), 21, "21 on 20 November, clumped", PointMark.CLUMPED),
        ChartPoint(date(2026, 11, 22), 68, "68 on 22 November, counts until 25 November"),
    ]
    return Series(
        tuple(points),
        75,
        "limit 75",
        (
            DayMark(date(2026, 9, 15), "cycle 1"),
            DayMark(date(2026, 10, 6), "cycle 2"),
            DayMark(date(2026, 10, 27), "cycle 3"),
            DayMark(date(2026, 11, 17), "planned 17 Nov", planned=True),
        ),
        ((date(2026, 11, 24), date(2026, 11, 25)),),
        TODAY,
        "Ten platelet counts, the last 68 on 22 November, below the limit of 75.",
        "No platelet count yet",
    )


def short_day(day: date) -> str:
    """Return a day as the axis of a chart shows it."""
    return f"{day.day} {day:%b}"
