"""The few shapes of SELECT that a statement is made of."""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from screening.cohort.sql.operators import Sql, column, taken


def _table(name: str, alias: str | None = None) -> exp.Table:
    named_as = exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=named_as)


def named(columns: Mapping[str, Sql]) -> list[Sql]:
    """Give expressions their names; one that is the column of that name needs none."""
    return [
        taken(one) if one == column(name) else exp.Alias(this=taken(one), alias=exp.to_identifier(name, quoted=True))
        for name, one in columns.items()
    ]


def selected(table: str, columns: Mapping[str, Sql]) -> exp.Select:
    """Select these columns."""
    return exp.select(*named(columns)).from_(_table(table))


def extended(table: str, columns: Mapping[str, Sql]) -> exp.Select:
    """Select everything, and these columns."""
    return exp.select(exp.Star(), *named(columns)).from_(_table(table))


def everything_of(table: str) -> exp.Select:
    """Select everything of a table, which others may be joined to."""
    return exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier(table, quoted=True))).from_(_table(table))


def grouped(table: str, keys: Sequence[str], columns: Mapping[str, Sql]) -> exp.Select:
    """Select columns over the rows of each group."""
    by = [column(key) for key in keys]
    return exp.select(*by, *named(columns)).from_(_table(table)).group_by(*by)


def joined(select: exp.Select, table: str, keys: Sequence[str], kind: str = "inner") -> exp.Select:
    """Join a table by columns that both have."""
    return select.join(_table(table), using=[exp.to_identifier(key, quoted=True) for key in keys], join_type=kind)


def paired(table: str, one: str, other: str, key: str, later: Sql) -> exp.Select:
    """Select from every two rows of a table that share a key, of which the second comes later."""
    same = exp.EQ(this=column(key, one), expression=column(key, other))
    on = exp.and_(same, later)
    return exp.Select().from_(_table(table, one)).join(_table(table, other), on=on, join_type="inner")
