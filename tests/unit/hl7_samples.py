"""Laboratory messages of fictitious people, by a little writer that knows nothing of the reader."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from screening.formats.hl7 import propose
from screening.formats.proposal import Proposal
from screening.protocol import Protocol, load

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = load(ROOT / "resources/protocols/NCT03976882-2024-published.toml")
LIMITS_OF_NORMAL = load(ROOT / "tests/protocols/NCT02093325.toml")
MARKS = "|^~\\&"
ZHANG = ("1001^^^HOSP^MR", "", "张^三丰", "", "19640517", "F")
LI = ("1002^^^HOSP^MR", "", "李^四", "", "19700101", "M")


def escaped(text: str, marks: str = MARKS) -> str:
    """Write text so that no character of it is taken for a delimiter."""
    field, component, repetition, escape, subcomponent = tuple(marks)
    names = {field: "F", component: "S", repetition: "R", escape: "E", subcomponent: "T", "\n": ".br"}
    return "".join(f"{escape}{names[one]}{escape}" if one in names else one for one in text)


def segment(name: str, fields: dict[int, str], mark: str = "|") -> str:
    """Write a segment from its fields by number."""
    return mark.join([name, *(fields.get(number, "") for number in range(1, max(fields, default=0) + 1))])


def msh(
    control: str = "LAB-1",
    *,
    kind: str = "ORU^R01",
    version: str = "2.5.1",
    at: str = "20261122093000",
    charset: str = "UNICODE UTF-8",
    use: str = "P",
) -> str:
    """Write the segment that begins a message."""
    head = {2: "LIS", 3: "LAB", 4: "ELIGO", 5: "SH04", 6: at, 8: kind, 9: control, 10: use, 11: version, 17: charset}
    return segment("MSH|^~\\&", {number - 1: text for number, text in head.items()})


def pid(person: Sequence[str] = ZHANG) -> str:
    """Write whose it is: number, PID-4, name, mother, birth date, sex."""
    return segment("PID", {1: "1", **dict(enumerate(person, 3))})


def obr(
    number: str = "F100",
    collected: str = "20261122083000",
    status: str = "F",
    panel: str = "58410-2^CBC^LN",
    **more: str,
) -> str:
    """Write an order; `of_15="..."` is its fifteenth field."""
    others = {int(name[3:]): text for name, text in more.items()}
    return segment("OBR", {1: "1", 3: number, 4: panel, 7: collected, 25: status, **others})


def obx(
    value: str = "68",
    *,
    test: str = "777-3^Platelets^LN",
    unit: str = "10*9/L",
    limits: str = "",
    flag: str = "",
    status: str = "F",
    kind: str = "NM",
    part: str = "",
    at: str = "",
    analysed: str = "",
) -> str:
    """Write a result."""
    fields = {1: "1", 2: kind, 3: test, 4: part, 5: value, 6: unit, 7: limits, 8: flag, 11: status, 14: at}
    return segment("OBX", {**fields, 19: analysed})


def nte(text: str) -> str:
    """Write a comment."""
    return segment("NTE", {1: "1", 3: text})


def file(*lines: str, end: str = "\r", codec: str = "utf-8") -> bytes:
    """Write a file."""
    return "".join(line + end for line in lines).encode(codec)


def read(*lines: str, protocol: Protocol = PROTOCOL, **how: Any) -> Proposal:
    """Read what was written; every row must be accounted for, however it was."""
    return reading(file(*lines), protocol, **how)


def reading(raw: bytes, protocol: Protocol = PROTOCOL, **how: Any) -> Proposal:
    proposal = propose(raw, "lab.hl7", protocol, **how)
    assert proposal.reconciles()
    return proposal


def values(proposal: Proposal, field: str = "platelets") -> list[Any]:
    """List what is proposed for a field."""
    return [fact.value for fact in proposal.facts if fact.field == field]


def counts(proposal: Proposal, field: str = "platelets") -> list[str]:
    """List the numbers that are proposed for a field."""
    return [value["value"] for value in values(proposal, field)]


def why(proposal: Proposal) -> list[str]:
    """List the reasons for which rows give nothing, in their order."""
    return [one.reason.code for one in proposal.left_out]


def hints(proposal: Proposal) -> list[tuple[str, str]]:
    """List the questions that rows bear on, and why."""
    return [(one.field, one.reason.code) for one in proposal.hints]


def whole(lines: Iterable[str] = ()) -> list[str]:
    """Write a message of one platelet count."""
    return [msh(), pid(), obr(), *(lines or [obx()])]
