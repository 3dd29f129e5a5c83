"""How fast is the engine, beside a hand-written function of the six criteria? Run: python -m tests.bench.bench_assess

Both get the parsed history and write why. The function answers for one day, in English; the engine adds the open
questions in order, the calendar and the possible days, in codes that any language can be made of. The sides take turns
within one run, patient by patient, since a machine's mood changes by the minute.
"""

import gc
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from screening.engine import assess
from screening.patient import History, read_history
from screening.protocol import Protocol, loads
from screening.wording import Words, criterion_text
from tests.property.crowds import crowd

ON = date(2026, 11, 24)
ROUNDS = 400
CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)
LIMIT, GOOD_FOR, DELAY = Decimal(75), 3, 7
MOST_TIMES = 6
MOST_MS = 4
CROWD = 40
"""Patients of the largest trial, evenly out of all that differ in one thing."""
ROOT = Path(__file__).parents[2]

Told = tuple[str, str, str]


def by_hand(history: History, on: date) -> tuple[str, list[Told]]:
    """Judge the six criteria as a careful programmer would without an engine: three-valued, with reasons."""
    day = on.toordinal()
    told = [
        solid(history, day),
        delayed(history, day),
        low(history, day),
        haematological(history, day),
        other_cause(history, day),
        brain(history, day),
    ]
    outcomes = {outcome for _, outcome, _ in told}
    if outcomes & {"not_met", "excludes"}:
        return "ineligible", told
    return "undetermined" if "unknown" in outcomes else "eligible", told


def value_of(history: History, name: str, day: int) -> Any:
    for answer in reversed(history.answers.get(name, ())):
        if answer.on is None or answer.on <= day:
            return answer.value
    return None


def solid(history: History, day: int) -> Told:
    tumour, extent = value_of(history, "tumour_type", day), value_of(history, "disease_extent", day)
    if tumour == "haematological":
        return "I1", "not_met", f"The tumour is {tumour}, not solid"
    if extent == "early":
        return "I1", "not_met", f"The disease is {extent}, not advanced"
    if tumour in (None, "not_confirmed"):
        return "I1", "unknown", "The diagnosis is not confirmed"
    if extent in (None, "not_documented"):
        return "I1", "unknown", "The extent of the disease is not documented"
    return "I1", "met", f"The tumour is {tumour}, the disease {extent}"


def delayed(history: History, day: int) -> Told:
    planned, resumed = value_of(history, "planned_cycle_date", day), value_of(history, "cycle_resumed_date", day)
    why = value_of(history, "delay_reason", day)
    if why == "other":
        return "I2", "not_met", "The delay has another reason"
    if planned is None:
        return "I2", "unknown", "The planned day of the cycle is missing"
    end = min(resumed, day) if isinstance(resumed, int) else day
    days = end - planned
    until = date.fromordinal(end).isoformat()
    if days < DELAY:
        reaches = date.fromordinal(planned + DELAY).isoformat()
        return "I2", "not_met", f"Delayed by {days} days on {until}, fewer than {DELAY}; reaches {DELAY} on {reaches}"
    if resumed is None:
        return "I2", "unknown", "Whether the cycle was given is missing"
    if why is None or why == "not_documented":
        return "I2", "unknown", "The reason for the delay is not documented"
    return "I2", "met", f"Delayed by {days} days on {until}, at least {DELAY}, because of {why}"


def low(history: History, day: int) -> Told:
    last = None
    for result in reversed(history.labs.get("platelets", ())):
        if result.on <= day:
            last = result
            break
    if last is None:
        return "I3", "unknown", "There is no platelet count"
    taken = date.fromordinal(last.on).isoformat()
    if last.on + GOOD_FOR < day:
        until = date.fromordinal(last.on + GOOD_FOR).isoformat()
        return "I3", "unknown", f"Platelets {last.given} {last.unit} of {taken} counted until {until}"
    if not last.plausible:
        return "I3", "unknown", f"Platelets {last.given} {last.unit} of {taken} are implausible"
    if last.clumped and not last.confirmed:
        return "I3", "unknown", f"The count of {taken} was clumped"
    if last.measure.number < LIMIT:
        return "I3", "met", f"Platelets {last.given} {last.unit} on {taken}, below {LIMIT}"
    return "I3", "not_met", f"Platelets {last.given} {last.unit} on {taken}, not below {LIMIT}"


def haematological(history: History, day: int) -> Told:
    tumour = value_of(history, "tumour_type", day)
    if tumour in (None, "not_confirmed"):
        return "E1", "unknown", "The diagnosis is not confirmed"
    if tumour in ("haematological", "both"):
        return "E1", "excludes", f"The diagnosis is {tumour}"
    return "E1", "clear", f"The diagnosis is {tumour}"


def other_cause(history: History, day: int) -> Told:
    states = {cause: value_of(history, f"other_causes.{cause}", day) for cause in CAUSES}
    present = [cause for cause, state in states.items() if state == "present"]
    if present:
        return "E2", "excludes", f"Judged to be a cause: {', '.join(present)}"
    unsettled = [cause for cause, state in states.items() if state != "ruled_out"]
    if unsettled:
        return "E2", "unknown", f"Not assessed: {', '.join(unsettled)}"
    return "E2", "clear", f"All {len(states)} other causes are ruled out"


def brain(history: History, day: int) -> Told:
    state = value_of(history, "brain_metastases", day)
    if state is None or state == "not_imaged":
        return "E3", "unknown", "The brain was not imaged"
    if state == "untreated":
        return "E3", "excludes", "Brain metastases are untreated"
    if state == "progressing_after_treatment":
        decision = history.decisions.get("E3")
        if decision is None or decision.on > day:
            return "E3", "unknown", "Metastases progress after treatment: the investigator decides"
        return "E3", decision.outcome, f"Decided by {decision.by} on {date.fromordinal(decision.on).isoformat()}"
    return "E3", "clear", f"Brain metastases: {state}"


def shipped() -> Protocol:
    text = files("resources").joinpath("protocols", "NCT03976882-2024-published.toml").read_text("utf-8")
    return loads(text)


def patients() -> list[dict[str, Any]]:
    """Give one patient of each verdict and of each common gap, and the sample of the design."""
    settled = dict.fromkeys(CAUSES, "ruled_out")
    base: dict[str, Any] = {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "brain_metastases": "none",
        "planned_cycle_date": "2026-11-17",
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [platelets("68", "2026-11-22")],
        "other_causes": settled,
    }
    changes: list[dict[str, Any]] = [
        {},
        {"other_causes": {"immune": "ruled_out"}},
        {"planned_cycle_date": "2026-11-18"},
        {"planned_cycle_date": "2026-11-18", "other_causes": {"immune": "ruled_out"}},
        {"platelets": [platelets("75", "2026-11-23")]},
        {"platelets": [platelets("68", "2026-11-20")]},
        {"platelets": [platelets("68", "2026-11-22"), platelets("19", "2026-11-23", clumped=True)]},
        {"tumour_type": "both"},
        {"brain_metastases": "not_imaged", "delay_reason": "not_documented"},
        {"other_causes": {**settled, "infection": "present"}},
    ]
    return [{"answers": {**base, **change}} for change in changes]


def platelets(value: str, on: str, clumped: bool = False) -> dict[str, Any]:
    return {"value": value, "unit": "10*9/L", "on": on, "anticoagulant": "EDTA", "clumped": clumped}


def long_series(protocol: Protocol, last: date) -> History:
    """Give a patient with 200 counts, one a day up to `last`."""
    counts = [platelets(str(40 + day % 60), (last - timedelta(days=day)).isoformat()) for day in range(200)]
    data = patients()[0]
    data["answers"]["platelets"] = counts
    return read_history(data, protocol)


def largest() -> Protocol:
    """Give the trial with the most rules, of those that ship and those that prove the format's reach."""
    trials = [
        loads(file.read_text("utf-8"))
        for where in ("resources", "tests")
        for file in ROOT.glob(f"{where}/protocols/*.toml")
    ]
    return max(trials, key=lambda one: sum(len(criterion.rules()) for criterion in one.criterion))


def of_the_largest() -> tuple[str, list[float]]:
    """Time patients of the largest trial who qualify, or differ from one who does in one thing."""
    protocol = largest()
    on, people = crowd(protocol)
    histories = [read_history(one, protocol) for one in people[:: max(1, len(people) // CROWD)]]
    for history in histories:
        assess(protocol, history, on)
    times = [taken for one in histories for taken in in_turns(partial(assess, protocol, one, on), rounds=CROWD)[0]]
    return f"the largest, {protocol.id}, {len(protocol.criterion)} criteria", times


def in_turns(*sides: Callable[[], object], rounds: int = ROUNDS) -> list[list[float]]:
    """Time each side once a turn, in microseconds of its own CPU, which other programs do not disturb."""
    times: list[list[float]] = [[] for _ in sides]
    clock = time.thread_time_ns
    for _ in range(rounds):
        for side, taken in zip(sides, times, strict=True):
            start = clock()
            side()
            taken.append((clock() - start) / 1_000)
    return times


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(name: str, times: list[float], beside: list[float] | None = None) -> tuple[float, float]:
    """Print p50 and p99, and how many times the other side's they are."""
    p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
    ratios = (p50 / percentile(beside, 0.5), p99 / percentile(beside, 0.99)) if beside else (1.0, 1.0)
    shown = f"  {ratios[0]:5.2f} x  {ratios[1]:5.2f} x" if beside else ""
    print(f"{name:44} {p50:8.1f} us {p99:8.1f} us{shown}")
    return ratios


def assess_and_say(protocol: Protocol, history: History, words: Words) -> list[str]:
    return [criterion_text(one, protocol, words) for one in assess(protocol, history, ON).criteria]


def main() -> int:
    """Print the figures; 1 where a limit is missed."""
    protocol = shipped()
    histories = [read_history(one, protocol) for one in patients()]
    hand, engine, spoken = [], [], []
    words = Words("en")
    gc.disable()
    for history in histories:
        assert by_hand(history, ON)[0] == assess(protocol, history, ON).verdict
        both = (partial(by_hand, history, ON), partial(assess, protocol, history, ON))
        times = in_turns(*both, partial(assess_and_say, protocol, history, words))
        hand += times[0]
        engine += times[1]
        spoken += times[2]
    print(f"{'one patient, the six criteria':44} {'p50':>11} {'p99':>11}  beside by hand")
    line("by hand, with reasons", hand)
    ratios = line("assess", engine, hand)
    line("assess and sentences", spoken, hand)
    series = [long_series(protocol, last) for last in (ON, ON + timedelta(days=199))]
    slow = [percentile(in_turns(partial(assess, protocol, history, ON))[0], 0.99) for history in series]
    print(f"{'200 platelet counts, all known':44} {'':11} {slow[0]:8.1f} us")
    print(f"{'200 platelet counts, all still to come':44} {'':11} {slow[1]:8.1f} us")
    name, taken = of_the_largest()
    line(name, taken)
    slow.append(percentile(taken, 0.99))
    gc.enable()
    return 0 if max(ratios) <= MOST_TIMES and max(slow) <= MOST_MS * 1_000 else 1


if __name__ == "__main__":
    sys.exit(main())
