"""HL7 v2 ORU^R01: what an OBX gives, for whoever sets up the interface of the laboratory.

Each line of a table is a message of its own with one OBX. What is not in the table is as in this one:

    MSH|^~\\&|LIS|LAB|ELIGO|SH04|20261122093000||ORU^R01|LAB-1|P|2.5.1
    PID|1||1001^^^HOSP^MR||张^三丰||19640517|F
    OBR|1||F100|58410-2^CBC^LN|||20261122083000||||||||||||||||||F
    OBX|1|NM|777-3^Platelets^LN||68|10*9/L|||||F

`gives` is the value that is proposed (with its unit, where a table is about that), or the reason why there is none;
`?` before a reason: a person has to say what it means. A blank cell is a blank field; `-` leaves the table's default.
"""

from screening.engine import Reason
from tests.unit.hl7_samples import msh, nte, obr, obx, pid, read

_FIELDS = {
    "OBX-2": "kind",
    "OBX-3": "test",
    "OBX-5": "value",
    "OBX-6": "unit",
    "OBX-7": "limits",
    "OBX-8": "flag",
    "OBX-11": "status",
    "OBX-14": "at",
}
_ORDER = {"OBR-4": "panel", "OBR-7": "collected", "OBR-15": "of_15", "OBR-25": "status"}


def check(table: str) -> None:
    """Read every line as a message and compare."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in f" {line} ".split(" | ")] for line in lines]
    told = [gives(dict(zip(header, row, strict=True))) for row in rows]
    expected = [dict(zip(header, row, strict=True))["gives"] for row in rows]
    assert told == expected


def gives(cells: dict[str, str]) -> str:
    own = {_FIELDS[name]: cell for name, cell in cells.items() if name in _FIELDS and cell != "-"}
    order = {_ORDER[name]: cell for name, cell in cells.items() if name in _ORDER and cell != "-"}
    header = {"at": cells["MSH-7"]} if cells.get("MSH-7") else {}
    comments = [nte(cells["NTE"])] if cells.get("NTE") else []
    proposal = read(msh(**header), pid(), obr(**order), obx(**own), *comments)
    if any(fact.field == "platelets" for fact in proposal.facts):
        value = next(fact.value for fact in proposal.facts if fact.field == "platelets")
        return " ".join(told(value, key) for key in shown(cells))
    return next((f"? {plain(one.reason)}" for one in proposal.hints), "") or plain(proposal.left_out[0].reason)


def shown(cells: dict[str, str]) -> list[str]:
    """Say which parts of a value a table is about."""
    about = {"OBX-6": ["value", "unit"], "OBX-7": ["lln", "uln"], "OBR-7": ["on"], "NTE": ["clumped"]}
    about["OBR-15"] = ["anticoagulant"]
    return next((keys for name, keys in about.items() if name in cells), ["value"])


def told(value: dict[str, object], key: str) -> str:
    return f"{value.get(key, '-')}"


def plain(reason: Reason) -> str:
    return reason.code.replace("intake.", "").replace("hl7.", "").replace("status.", "")


def test_the_kinds_of_values() -> None:
    """NM, SN, ST, TX and FT may hold a count; a coded value never does, also where its code is a number."""
    check("""
    OBX-2 | OBX-5        | gives
    NM    | 68           | 68
    NM    | 68.0         | 68.0
    NM    | 0            | 0
    NM    | <5           | <5
    NM    | +68          | no_number
    NM    | -3           | negative
    NM    | 1,234        | no_number
    NM    |              | no_value
    NM    | ""           | no_value
    NM    | 68~70        | several
    NM    | 68^70        | no_number
    SN    | ^68          | 68
    SN    | <^5          | <5
    SN    | >=^1000      | ≥1000
    SN    | =^68         | 68
    SN    | ^1^:^2       | several
    SN    | ^5^-^10      | several
    SN    | <>^5         | several
    ST    | 68           | 68
    ST    | <5           | <5
    ST    | > 1500       | >1500
    ST    | ６８          | 68
    ST    | 68 H         | no_number
    ST    | clotted      | no_number
    TX    | 68           | 68
    FT    | 68           | 68
          | 68           | 68
    CE    | 68           | type
    CWE   | 260385009^Negative^SCT | type
    ED    | 68           | type
    """)


def test_a_value_beyond_the_instrument() -> None:
    """OBX-8 `<` and `>` (table 0078) say that the value is the instrument's own limit; `L` and `H` do not."""
    check("""
    OBX-2 | OBX-5 | OBX-8 | gives
    NM    | 5     | <     | <5
    NM    | 1500  | >     | >1500
    NM    | 1500  | >~A   | >1500
    NM    | 68    | L     | 68
    SN    | <^5   | <     | <5
    """)


def test_units() -> None:
    """Every everyday spelling is one of an exact table; what is not there is never guessed."""
    check("""
    OBX-5 | OBX-6                          | gives
    68    | 10*9/L^^UCUM                   | 68 10*9/L
    68    | 10*9/L                         | 68 10*9/L
    68    | 10^9/L                         | 68 10*9/L
    68    | 10\\S\\9/L                      | 68 10*9/L
    68    | x10^9/L                        | 68 10*9/L
    68    | ×10⁹/L                         | 68 10*9/L
    68    | K/uL                           | 68 10*3/uL
    68    | 10*3/uL^thousand per microliter^UCUM | 68 10*3/uL
    68    | TH^K/uL^L                      | 68 10*3/uL
    68    | THOU^^L^10*3/uL^^UCUM          | 68 10*3/uL
    68000 | /uL                            | 68000 /uL
    68    | x10(9)/L                       | 68 10*9/L
    68    | x10E3/uL                       | 68 10*3/uL
    68    | Thousand/uL                    | 68 10*3/uL
    6.8   | 万/μL                          | 6.8 10*4/uL
    68    |                                | no_unit
    68    | fL                             | unit_unknown
    68    | g/L                            | unit_other
    68    | 10*9/L^/uL                     | units_disagree
    """)


def test_which_test_it_is() -> None:
    """LOINC in either triplet; a name alone counts only as a whole; two codes must mean the same."""
    check("""
    OBX-3                                        | gives
    777-3^Platelets^LN                           | 68
    PLT^Platelets^99LAB^777-3^Platelets^LN       | 68
    26515-7^Platelets^LN^PLT^^L                  | 68
    777-3^Platelets^LOINC                        | 68
    PLT^血小板计数^99LAB                          | 68
    PLT                                          | 68
    X17^Platelets left over^99LAB                | local_code
    PLT^血小板平均体积^99LAB                      | codes_disagree
    777-3^Platelets^99LAB                        | 68
    PLT^Platelets^LN                             | 68
    32623-1^Platelet mean volume^LN              | look_alike.mpv
    777-3^Platelets^LN^32623-1^MPV^LN            | codes_disagree
    718-7^Haemoglobin^LN                         | not_asked
    49497-1^Platelets estimated^LN               | ? look_alike.estimate
                                                 | no_code
    """)


def test_statuses() -> None:
    """Table 0085: only final and corrected results count; without a status, that of a final order holds.

    What a deletion takes back may have been entered from an earlier file, so that a person hears of it.
    """
    check("""
    OBX-11 | OBR-25 | gives
    F      | F      | 68
    C      | C      | 68
    f      |        | 68
           | F      | 68
           | C      | 68
           |        | status_missing
           | P      | status_missing
    P      | F      | preliminary
    R      | R      | unverified
    S      | S      | partial
    I      | I      | pending
    O      | O      | described
    N      | F      | not_done
    D      | C      | ? unsaid
    W      | C      | ? unsaid
    X      | X      | not_obtained
    U      | F      | made_final
    Q      | F      | status_unknown
    """)


def test_the_time_is_that_of_collection() -> None:
    """OBR-7, else OBX-14. With an offset, its own or that of MSH-7, the site's local day; else as it is written."""
    # The site is where this machine is; the offsets of these lines name the same instant as UTC does.
    check("""
    OBR-7             | OBX-14         | gives
    20261122083000    | 20261122101500 | 2026-11-22T08:30
    202611220830      |                | 2026-11-22T08:30
    2026112208        |                | 2026-11-22
    20261122          |                | 2026-11-22
    20261122000000^D  |                | 2026-11-22
    20261122083000^M  |                | 2026-11-22T08:30
    20261101000000^L  |                | no_day
                      | 20261122101500 | 2026-11-22T10:15
    202611            | 20261122101500 | 2026-11-22T10:15
    202611            |                | no_day
    20261131          |                | no_day
    yesterday         |                | no_day
                      |                | no_day
    20261122240000    |                | no_day
    """)


def test_clumps() -> None:
    """A comment, a flag or a text tells of clumps, in English or Chinese; one that denies them does not."""
    check("""
    OBX-5  | OBX-8        | NTE                                  | gives
    68     |              | Platelet clumps present              | True
    68     |              | PLT clumped, repeat in citrate       | True
    68     |              | 血小板聚集，建议枸橼酸钠抗凝复查       | True
    68     |              | EDTA依赖性假性血小板减少              | True
    68     | PLT Clumps?  |                                      | True
    68     |              | No platelet clumps seen              | -
    68     |              | 未见血小板聚集                        | -
    68     |              | 复片已做                              | -
    clumped |             | Platelets clumped                    | ? clumps_only
    """)


def test_the_tube() -> None:
    """OBR-15 (and SPM in 2.5) tells what the tube held; a comment that asks for another tube does not."""
    check("""
    OBR-15            | OBX-3                              | gives
    BLD&Blood^EDTA    | 777-3^Platelets^LN                 | EDTA
    BLD^3.2% citrate  | 777-3^Platelets^LN                 | citrate
    全血^枸橼酸钠抗凝  | 777-3^Platelets^LN                 | citrate
    BLD               | 777-3^Platelets^LN                 | -
                      | 777-3^Platelets (citrate)^LN       | citrate
    BLD^EDTA          | 777-3^Platelets (citrate)^LN       | -
    """)


def check_course(table: str) -> None:
    """Read all lines as the messages of one file, in this order; say of each whether it counts, and if not, why."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in f" {line} ".split(" | ")] for line in lines]
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    written = [line for number, row in enumerate(cells, 1) for line in message(str(number), row)]
    proposal = read(*written)
    told = {fact.place.row: "counts" for fact in proposal.facts if fact.field == "platelets"}
    told |= {one.place.row: f"? {plain(one.reason)}" for one in proposal.hints}
    told |= {one.place.row: plain(one.reason) for one in proposal.left_out}
    expected = {f"MSH[{number}] {number} OBX[1]": row["gives"] for number, row in enumerate(cells, 1)}
    assert told == expected


def message(control: str, cells: dict[str, str]) -> list[str]:
    at = f"20261122{cells['MSH-7'].replace(':', '')}00" if cells["MSH-7"] else ""
    collected = f"20261122{cells.get('OBR-7', '08:30').replace(':', '')}"
    own = {_FIELDS[name]: cell for name, cell in cells.items() if name in _FIELDS}
    return [msh(control, at=at), pid(), obr(cells["OBR-3"], collected), obx(**own, part=cells.get("OBX-4", ""))]


def test_what_stands_of_one_order() -> None:
    """The number of the order (OBR-3, else ORC-3, OBR-2, ORC-2) and the test tell what a later message speaks of."""
    check_course("""
    MSH-7 | OBR-3 | OBX-5 | OBX-11 | gives
    09:30 | F100  | 68    | F      | superseded
    10:00 | F100  | 86    | C      | superseded
    10:30 | F100  | 87    | F      | counts
    09:30 | F200  | 90    | F      | counts
    """)
    check_course("""
    MSH-7 | OBR-3 | OBX-5 | OBX-11 | gives
    11:00 | F100  | 86    | C      | counts
    09:30 | F100  | 68    | F      | superseded
    """)
    check_course("""
    MSH-7 | OBR-3 | OBX-5 | OBX-11 | gives
    09:00 | F100  | 60    | P      | preliminary
    09:30 | F100  | 68    | F      | taken_back
    10:00 | F100  |       | D      | deleted
    10:30 | F100  | 72    | F      | counts
    10:30 | F300  |       | D      | ? unsaid
    """)
    check_course("""
    MSH-7 | OBR-3 | OBX-5 | OBX-11 | gives
    09:30 | F100  | 68    | P      | counts
    10:00 | F100  |       | U      | made_final
    """)
    check_course("""
    MSH-7 | OBR-3 | OBR-7 | OBX-5 | OBX-11 | gives
    09:30 |       | 08:30 | 68    | F      | superseded
    09:40 |       | 12:30 | 70    | F      | counts
    10:00 |       | 08:30 | 86    | C      | counts
    """)


def test_what_was_no_blood() -> None:
    """A LOINC code says in what it was measured, a name does not: then specimen and panel are asked."""
    check("""
    OBR-4                   | OBR-15         | OBX-3                | gives
    CBC^血常规              | BLD            | PLT^血小板^99LAB     | -
    UA^尿常规               | UR&Urine       | PLT^血小板^99LAB     | other_fluid
                            | CSF            | PLT^血小板^99LAB     | other_fluid
    X1^胸水常规             |                | PLT^血小板^99LAB     | other_fluid
    X2^骨髓细胞学           |                | PLT^血小板^99LAB     | other_fluid
    X3^肝功能+尿酸          |                | PLT^血小板^99LAB     | -
                            | UR&Urine       | 777-3^Platelets^LN   | -
    """)


def test_a_sample_that_had_clotted() -> None:
    """Its count is too low, by nobody knows how much: a person has to judge it."""
    check("""
    NTE                              | OBX-5 | gives
    Specimen clotted                 | 20    | ? clotted
    标本有凝块，建议重采              | 20    | ? clotted
    No clots seen                    | 20    | -
    凝血功能另报                      | 20    | -
    """)


def test_limits_of_normal() -> None:
    """OBX-7 gives both limits where it is one plain range in the unit of the result."""
    check("""
    OBX-7                | gives
    125-350              | 125 350
    125 - 350            | 125 350
    125~350              | 125 350
    125--350             | 125 350
    (125–350)            | 125 350
    125-350 10^9/L       | 125 350
    0-350                | - 350
    <350                 | - 350
    ≤350                 | - 350
    >=125                | 125 -
    350-125              | - -
    M 130-350 F 125-350  | - -
    125-350 /uL          | - -
    normal               | - -
                         | - -
    """)
