"""One cell of a file, in DuckDB's SQL: what it says, and what is wrong with it. Nothing is guessed and nothing rounded.

A check is SQL that is TRUE where a row is at fault, and FALSE or NULL where it is not. The text of a Parquet file is
taken as it is; whatever was text before was trimmed when it was read.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from screening.cohort.columns import NONE
from screening.patient import ONGOING

_FIRST_DAY, _LAST_DAY = "DATE '1850-01-01'", "DATE '2200-12-31'"
_BLANKS = "' \t\n\r\xa0\u3000'"
# As `screening.quantity` reads them: full width, as Chinese and Japanese input methods write.
_WIDE, _PLAIN = "０１２３４５６７８９．＜＞＝＋－ｅＥ≦≧⩽⩾", "0123456789.<>=+-eE≤≥≤≥"
_DAYS_IN_WORDS = {"epoch", "infinity"}
"""What DuckDB takes for a day."""
_EXPONENT = "([eE]([+]?[0-9]{1,2}|-0?[0-6]))?"
_NUMBER = rf"[0-9]{{1,12}}(\.[0-9]{{1,12}})?{_EXPONENT}"
_TIME = r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SIGNS = "<>≤≥"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_SMALL = {"TINYINT": 3, "UTINYINT": 3, "SMALLINT": 5, "USMALLINT": 5, "INTEGER": 10, "UINTEGER": 10}
_READ = "DECIMAL(18,6)"
"""What a number is read as, before it is brought into its field's unit."""


class Check(NamedTuple):
    """One way in which a cell may be at fault: the sentence's code with its values, and SQL that finds it.

    `alone` says that it looks at no other column: DuckDB asks that of the values of a Parquet file, not of its rows.
    One that looks at several may have something to look at `first`, in one: without that there is no such fault.
    """

    column: str
    code: str
    sql: str
    values: Mapping[str, str] = {}
    alone: bool = True
    first: str = ""


class Raw(NamedTuple):
    """A column as the file has it, with its type in DuckDB's spelling."""

    name: str
    type: str

    @property
    def sql(self) -> str:
        """Name it in SQL."""
        return quoted(self.name)

    @property
    def is_text(self) -> bool:
        """Say whether its cells are text."""
        return self.type == "VARCHAR"

    @property
    def given(self) -> str:
        """Say whether a cell says anything."""
        return f"coalesce({self.sql} <> '', FALSE)" if self.is_text else f"({self.sql} IS NOT NULL)"


def trimmed(name: str) -> str:
    """Give a text without blanks around it; NULL where nothing is left."""
    return f"nullif(trim({quoted(name)}, {_BLANKS}), '')"


def quoted(name: str) -> str:
    """Write a name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(words: Sequence[str]) -> str:
    """Write several texts in SQL."""
    return ", ".join(literal(word) for word in words)


def fits(raw: Raw, kind: str) -> bool:
    """Say whether a column of this type can hold this kind of cell at all."""
    if raw.is_text:
        return True
    number = raw.type in _WHOLE or raw.type in ("DOUBLE", "FLOAT") or raw.type.startswith("DECIMAL")
    return {
        "identifier": raw.type in (*_WHOLE, "UUID"),
        "day": raw.type == "DATE" or raw.type in _MOMENTS,
        "days": raw.type in ("DATE", "DATE[]", "VARCHAR[]") or raw.type.removesuffix("[]") in _MOMENTS,
        "periods": raw.type == "VARCHAR[]",
        "number": number,
        "flag": raw.type == "BOOLEAN",
    }.get(kind, False)


def word(raw: Raw, words: Sequence[str]) -> tuple[str, Check]:
    """Read one of a few words; whoever wrote another is at fault."""
    sql = f"{raw.sql} NOT IN ('', {listed(words)})"
    return f"nullif({raw.sql}, '')", Check(raw.name, "word", sql, {"words": ", ".join(words)})


def meaning(raw: Raw, words: Mapping[str, str]) -> str:
    """Say in SQL what each word means, NULL for any other: looked up once for each word of the file."""
    return f"map {{{', '.join(f'{literal(word)}: {said}' for word, said in words.items())}}}[{raw.sql}]"


def flag(raw: Raw) -> tuple[str, list[Check]]:
    """Read true or false; a spreadsheet writes them in capitals."""
    if not raw.is_text:
        return raw.sql, []
    text = f"lower({raw.sql})"
    return f"CASE WHEN {text} <> '' THEN {text} = 'true' END", [
        Check(raw.name, "flag", f"{text} NOT IN ('', 'true', 'false')")
    ]


def day(raw: Raw, words: Sequence[str] = (), *, time: bool = False) -> tuple[str, list[Check]]:
    """Read a day, or NULL where one of `words` stands in its place; a day and time where that may be given."""
    if not raw.is_text:
        return _typed_day(raw, time=time)
    text = f"left({raw.sql}, 10)" if time else raw.sql
    read = f"try_cast({text} AS DATE)"
    # Written out again it has to be the same: DuckDB reads 2026/1/2 as well.
    bad = f"coalesce(CAST({read} AS VARCHAR) <> {text} OR {_out_of_time(read)}, TRUE)"
    if time:
        bad += f" OR (length({raw.sql}) > 10 AND NOT regexp_full_match(substr({raw.sql}, 11), {literal(_TIME)}))"
    check = Check(raw.name, "moment" if time else "day", f"{raw.sql} NOT IN ({listed(['', *words])}) AND ({bad})")
    if words:
        check = check._replace(code="day_or_word", values={"words": ", ".join(words)})
        if set(words) & _DAYS_IN_WORDS:
            read = f"CASE WHEN {raw.sql} NOT IN ({listed(words)}) THEN {read} END"
    return read, [check]


def _typed_day(raw: Raw, *, time: bool) -> tuple[str, list[Check]]:
    read = f"CAST({raw.sql} AS DATE)"
    bad = _out_of_time(read)
    if raw.type in _MOMENTS and not time:
        bad += f" OR {raw.sql} <> {read}"
    return read, [Check(raw.name, "moment" if time else "day", bad)]


def _out_of_time(read: str) -> str:
    return f"{read} < {_FIRST_DAY} OR {read} > {_LAST_DAY}"


def minute(raw: Raw) -> str:
    """Give the minute of the day as it is written; NULL without a time, and at midnight of a column of moments."""
    if raw.is_text:
        at = f"CAST(substr({raw.sql}, 12, 2) AS INTEGER) * 60 + CAST(substr({raw.sql}, 15, 2) AS INTEGER)"
        return f"CASE WHEN length({raw.sql}) > 10 THEN {at} END"
    return f"nullif(CAST(hour({raw.sql}) * 60 + minute({raw.sql}) AS INTEGER), 0)"


def days(raw: Raw) -> tuple[str, list[Check]]:
    """Read a list of days; an empty one says that there are none, NULL says nothing."""
    if raw.type in ("DATE", *_MOMENTS):
        read, checks = _typed_day(raw, time=False)
        return f"CASE WHEN {raw.sql} IS NOT NULL THEN [{read}] END", checks
    if raw.is_text:
        parts = f"list_transform(string_split({raw.sql}, ';'), lambda x: trim(x, {_BLANKS}))"
        read = f"list_transform({parts}, lambda x: try_cast(x AS DATE))"
        given = f"{raw.sql} NOT IN ('', {literal(NONE)})"
        return (
            f"CASE WHEN {raw.sql} = {literal(NONE)} THEN CAST([] AS DATE[]) WHEN {given} THEN {read} END",
            [Check(raw.name, "days", f"{given} AND ({_days_bad(parts, read)})")],
        )
    read = f"list_transform({raw.sql}, lambda x: try_cast(x AS DATE))"
    parts = f"list_transform({raw.sql}, lambda x: CAST(x AS VARCHAR))" if raw.type != "VARCHAR[]" else raw.sql
    return read, [Check(raw.name, "days", _days_bad(parts, read))]


def _days_bad(parts: str, read: str) -> str:
    written = f"list_transform({read}, lambda x: CAST(x AS VARCHAR))"
    early = f"list_min({read}) < {_FIRST_DAY} OR list_max({read}) > {_LAST_DAY}"
    same = f"list_transform({parts}, lambda x: left(x, 10))"
    return f"list_count({read}) < len({read}) OR {written} <> {same} OR {early}"


def periods(raw: Raw) -> tuple[str, str, list[Check]]:
    """Read a list of periods: whether there are any, the text of each as a list, and what may be wrong."""
    if raw.is_text:
        given = f"{raw.sql} NOT IN ('', {literal(NONE)})"
        any_ = f"CASE WHEN {raw.sql} <> '' THEN {raw.sql} <> {literal(NONE)} END"
        parts = f"string_split({raw.sql}, ';')"
    else:
        given, any_, parts = "TRUE", f"CASE WHEN {raw.sql} IS NOT NULL THEN list_count({raw.sql}) > 0 END", raw.sql
    parts = f"list_transform({parts}, lambda x: trim(x, {_BLANKS}))"
    sound = f"list_transform({parts}, lambda x: CASE WHEN {_sound_period('x')} THEN TRUE END)"
    bad = f"{given} AND list_count({sound}) < len({sound})"
    return any_, parts, [Check(raw.name, "periods", bad)]


def period_ends(one: str) -> tuple[str, str, str]:
    """Read a period: its first day, its last one, and whether it goes on."""
    first, last = (f"split_part({one}, '/', {place})" for place in (1, 2))
    return f"try_cast({first} AS DATE)", f"try_cast({last} AS DATE)", f"{last} = {literal(ONGOING)}"


def _sound_period(one: str) -> str:
    first, last, _ = period_ends(one)
    shape = rf"({_DAY})?/({_DAY}|{ONGOING})?"
    days = (
        f"(split_part({one}, '/', {place}) IN ('', {literal(ONGOING)}) OR {_in_time(read)})"
        for place, read in ((1, first), (2, last))
    )
    order = f"coalesce({first} <= {last}, TRUE)"
    return f"regexp_full_match({one}, {literal(shape)}) AND {' AND '.join(days)} AND {order}"


def _in_time(read: str) -> str:
    return f"coalesce({read} BETWEEN {_FIRST_DAY} AND {_LAST_DAY}, FALSE)"


class Number(NamedTuple):
    """A number of zero or more: its value as it was written, the sign of a censored one, and what may be wrong."""

    value: str
    sign: str
    checks: list[Check]


def number(raw: Raw, *, signed: bool = False, above_zero: bool = False) -> Number:
    """Read an exact decimal; one side of a censored value where it may be `signed`."""
    found = _written(raw, signed=signed) if raw.is_text else _typed(raw)
    if not above_zero:
        return found
    return found._replace(checks=[*found.checks, Check(raw.name, "above_zero", f"{found.value} = 0")])


def _written(raw: Raw, *, signed: bool) -> Number:
    plain = f"translate({raw.sql}, {literal(_WIDE)}, {literal(_PLAIN)})"
    sign = "CAST(NULL AS VARCHAR)"
    digits, shape = plain, _NUMBER
    if signed:
        plain = f"replace(replace({plain}, '<=', '≤'), '>=', '≥')"
        digits, shape = f"ltrim({plain}, {literal(_SIGNS + ' ')})", f"[{_SIGNS}]? *{_NUMBER}"
        sign = f"nullif(regexp_extract({plain}, '^[{_SIGNS}]'), '')"
    value = f"try_cast({digits} AS {_READ})"
    odd = f"{plain} <> '' AND NOT regexp_full_match({plain}, {literal(shape)})"
    if signed:
        odd = f"({odd}) OR ({plain} LIKE '<%' AND {value} = 0)"
    # More places than are read: what was read is not what was written.
    whole = f"try_cast({digits} AS DECIMAL(38,18))"
    large = f"{plain} <> '' AND coalesce(CAST({value} AS DECIMAL(38,18)) <> {whole}, TRUE)"
    return Number(value, sign, [Check(raw.name, "number", odd), Check(raw.name, "digits", f"NOT ({odd}) AND {large}")])


def _typed(raw: Raw) -> Number:
    value = f"try_cast({raw.sql} AS {_READ})"
    if raw.type == "FLOAT":  # 68.1 is not its nearest binary fraction's 68.099998
        value = f"try_cast(CAST({raw.sql} AS VARCHAR) AS {_READ})"
    odd = f"{raw.sql} < 0"
    if raw.type in ("DOUBLE", "FLOAT"):
        odd = f"({odd} OR NOT isfinite({raw.sql}))"
    checks = [Check(raw.name, "number", odd)]
    if not _always_read(raw.type):
        checks.append(Check(raw.name, "digits", f"CAST({value} AS {raw.type}) IS DISTINCT FROM {raw.sql}"))
    return Number(value, "CAST(NULL AS VARCHAR)", checks)


def _always_read(type: str) -> bool:
    """Say whether every number of a type is read as it is."""
    before, after = digits(type)
    return before <= 12 and after <= 6


def digits(type: str) -> tuple[int, int]:
    """Give how many digits a type may have before and after the point; many where it has no such bound."""
    if type in _SMALL:
        return _SMALL[type], 0
    if not type.startswith("DECIMAL("):
        return 99, 99
    width, scale = type.removeprefix("DECIMAL(").removesuffix(")").split(",")
    return int(width) - int(scale), int(scale)
