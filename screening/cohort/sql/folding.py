"""What is the same for everybody, taken out of a statement: a file that has no times needs no word about times.

A column that the files lack is NULL in every row. What hangs on it alone is settled before anything is read, column by
column and step by step, so that less is reckoned; what the statement gives stays the same.
"""

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from screening.cohort.sql.operators import Sql

Constants = Mapping[str, Sql]
"""Columns that are the same in every row: NULL, TRUE or FALSE."""

_COMPARISONS = (exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


def folded(query: exp.Select, given: Mapping[str, Constants]) -> exp.Select:
    """Fold a statement as `statement` makes it, in place; `given` names the constant columns of its relations."""
    known = dict(given)
    for step in query.ctes:
        known[step.alias] = _step(step.this, known)
    _step(query, known)
    return query


def _step(select: exp.Select, known: Mapping[str, Constants]) -> Constants:
    """Fold one step, and give the columns that are constant in what it gives."""
    joins = select.args.get("joins") or ()
    tables = [select.args["from_"].this, *(join.this for join in joins)]
    constant: dict[str, Sql] = {}
    for place, table in enumerate(tables):
        # Whoever has no partner in a table that is joined from the left has NULL in its columns.
        sides = {} if place and joins[place - 1].side else known.get(table.name, {})
        constant |= sides
    found: dict[str, Sql] = {}
    for one in list(select.expressions):
        if one.is_star:
            found |= constant
            continue
        name = one.alias_or_name
        new = _folded(one, constant)
        said = new.this if isinstance(new, exp.Alias) else new
        if new is not one:
            one.replace(exp.alias_(said, name, quoted=True, copy=False))
        if _is_constant(said):
            found[name] = said
    for part in [select.args.get("where"), *(join.args.get("on") for join in joins)]:
        if part is not None:
            _folded(part, constant)
    return found


def _folded(root: Sql, constant: Constants) -> Sql:
    """Fold an expression from within; the whole is given where it became another."""
    for node in reversed([cast("Sql", one) for one in root.walk()]):
        new = constant[node.name].copy() if isinstance(node, exp.Column) and node.name in constant else _one(node)
        if new is not node:
            if node is root:
                return new
            node.replace(new)
    return root


def _one(node: Sql) -> Sql:
    """Fold an expression whose parts are folded."""
    if isinstance(node, exp.Paren):
        return node.this if _is_constant(node.this) else node
    if isinstance(node, exp.Is):
        return exp.Boolean(this=_is_null(node.this)) if _is_constant(node.this) else node
    if isinstance(node, exp.Not):
        return exp.Boolean(this=not node.this.this) if isinstance(node.this, exp.Boolean) else _null_of(node)
    if isinstance(node, exp.And | exp.Or):
        return _connected(node)
    if isinstance(node, (*_COMPARISONS, exp.In)):
        return _null_of(node)
    if isinstance(node, exp.Coalesce):
        return _coalesced(node)
    if isinstance(node, exp.Case):
        return _case(node)
    if isinstance(node, exp.Filter):
        holds = node.expression.this
        if isinstance(holds, exp.Boolean) or _is_null(holds):
            return cast("Sql", node.this) if isinstance(holds, exp.Boolean) and holds.this else exp.null()
    return node


def _null_of(node: Sql) -> Sql:
    """Give NULL where what is compared or negated is not known."""
    return exp.cast(exp.null(), "BOOLEAN") if _is_null(node.this) or _is_null(node.args.get("expression")) else node


def _connected(node: exp.And | exp.Or) -> Sql:
    settles = isinstance(node, exp.Or)
    sides = cast("Sql", node.left), cast("Sql", node.right)
    if all(map(_is_null, sides)):
        return sides[0]
    for one, other in (sides, sides[::-1]):
        if isinstance(one, exp.Boolean):
            return one if one.this is settles else other
    return node


def _coalesced(node: exp.Coalesce) -> Sql:
    parts = [cast("Sql", one) for one in (node.this, *node.expressions) if not _is_null(one)]
    if len(parts) == 1 or (parts and isinstance(parts[0], exp.Boolean)):
        return parts[0]
    return node


def _case(node: exp.Case) -> Sql:
    """Leave out the branches that nobody takes, and those behind one that everybody takes."""
    kept: list[exp.If] = []
    default: Sql | None = node.args.get("default")
    for branch in node.args["ifs"]:
        holds = branch.this
        if isinstance(holds, exp.Boolean) and holds.this:
            default = branch.args["true"]
            break
        if not isinstance(holds, exp.Boolean) and not _is_null(holds):
            kept.append(branch)
    else:
        if len(kept) == len(node.args["ifs"]):
            return node
    if kept:
        return exp.Case(ifs=kept, default=default)
    return exp.null() if default is None else default


def _is_constant(node: Sql) -> bool:
    return isinstance(node, exp.Boolean) or _is_null(node)


def _is_null(node: Sql | None) -> bool:
    return isinstance(node, exp.Null) or (isinstance(node, exp.Cast) and isinstance(node.this, exp.Null))
