"""What is the same for everybody, taken out of a statement: a file that has no times needs no word about times.

A column that the files lack is NULL in every row. What hangs on it alone is settled before anything is read, column by
column and step by step, so that less is reckoned; what the statement gives, and the types of it, stay the same.
"""

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from screening.cohort.columns import Silent
from screening.cohort.sql.operators import Sql

Constants = Mapping[str, Sql]
"""Columns that are the same in every row: NULL, TRUE or FALSE."""

_COMPARISONS = (exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In)


def folded(query: exp.Select, silent: Silent) -> exp.Select:
    """Fold a statement as `statement` makes it, in place."""
    known: dict[str, Constants] = {name: dict.fromkeys(columns, exp.null()) for name, columns in silent.items()}
    for step in query.ctes:
        known[step.alias] = _step(step.this, known)
    _step(query, known)
    return query


def _step(select: exp.Select, known: Mapping[str, Constants]) -> Constants:
    """Fold one step, and give the columns that are constant in what it gives."""
    joins = select.args.get("joins") or ()
    constant: dict[str, Sql] = dict(known.get(select.args["from_"].this.name, {}))
    for join in joins:
        # Whoever has no partner in a table that is joined from the left has NULL in its columns.
        constant |= {} if join.side else known.get(join.this.name, {})
    folding, found = _Folding(constant), dict[str, Sql]()
    for one in select.expressions:
        if one.is_star:
            found |= constant
        elif isinstance(one, exp.Alias) and not isinstance(one.this, exp.Column):
            whole = None if isinstance(one.this, exp.Filter) else one.this.copy()
            said = folding.folded(one.this)
            one.set("this", whole if whole is not None and folding.is_null(said) else said)  # the whole knows its type
            if folding.is_constant(said):
                found[one.alias] = said
        elif one.unalias().name in constant:
            found[one.alias_or_name] = constant[one.unalias().name]
    for part in (select.args.get("where"), *(join.args.get("on") for join in joins)):
        if part is not None:
            folding.folded(part)
    return found


class _Folding:
    """Folds expressions over some constant columns."""

    def __init__(self, constant: Constants) -> None:
        self._constant = constant

    def folded(self, root: Sql) -> Sql:
        """Fold an expression from within; the whole is given where it became another."""
        for node in reversed([cast("Sql", one) for one in root.walk()]):
            new = self._one(node)
            if new is not node:
                if node is root:
                    return new
                node.replace(new)
        return root

    def is_constant(self, node: Sql) -> bool:
        """Say whether it is the same in every row."""
        return isinstance(node, exp.Boolean) or self.is_null(node)

    def is_null(self, node: Sql | None) -> bool:
        """Say whether it is NULL in every row."""
        if isinstance(node, exp.Column):
            return isinstance(self._constant.get(node.name), exp.Null)
        return isinstance(node, exp.Null) or (isinstance(node, exp.Cast) and isinstance(node.this, exp.Null))

    def _one(self, node: Sql) -> Sql:
        """Fold an expression whose parts are folded."""
        if isinstance(node, exp.Column):
            known = self._constant.get(node.name)
            return known.copy() if isinstance(known, exp.Boolean) else node
        if isinstance(node, exp.Paren):
            return cast("Sql", node.this) if self.is_constant(node.this) else node
        if isinstance(node, exp.Is):
            return exp.Boolean(this=self.is_null(node.this)) if self.is_constant(node.this) else node
        if isinstance(node, exp.Not) and isinstance(node.this, exp.Boolean):
            return exp.Boolean(this=not node.this.this)
        if isinstance(node, (*_COMPARISONS, exp.Not)):
            open_ = self.is_null(node.this) or self.is_null(node.args.get("expression"))
            return exp.cast(exp.null(), "BOOLEAN") if open_ else node
        if isinstance(node, exp.And | exp.Or):
            return self._connected(node)
        if isinstance(node, exp.Coalesce):
            return self._coalesced(node)
        if isinstance(node, exp.Case):
            return self._case(node)
        return self._filter(node) if isinstance(node, exp.Filter) else node

    def _connected(self, node: exp.And | exp.Or) -> Sql:
        settles = isinstance(node, exp.Or)
        sides = cast("Sql", node.left), cast("Sql", node.right)
        for one, other in (sides, sides[::-1]):
            if isinstance(one, exp.Boolean):
                return one if one.this is settles else other
        return sides[0] if all(map(self.is_null, sides)) else node

    def _coalesced(self, node: exp.Coalesce) -> Sql:
        parts = [cast("Sql", one) for one in (node.this, *node.expressions) if not self.is_null(one)]
        return parts[0] if len(parts) == 1 or (parts and isinstance(parts[0], exp.Boolean)) else node

    def _case(self, node: exp.Case) -> Sql:
        """Leave out the branches that nobody takes, and those behind one that everybody takes."""
        kept: list[exp.If] = []
        default: Sql | None = node.args.get("default")
        for branch in node.args["ifs"]:
            holds = branch.this
            if isinstance(holds, exp.Boolean) and holds.this:
                default = branch.args["true"]
                break
            if not self.is_constant(holds):
                kept.append(branch)
        else:
            if len(kept) == len(node.args["ifs"]):
                return node
        if kept:
            return exp.Case(ifs=kept, default=default)
        return node if default is None else default

    def _filter(self, node: exp.Filter) -> Sql:
        """Take an aggregate over all rows plainly, and one over none as NULL; whoever reads that is folded too."""
        holds = node.expression.this
        if not self.is_constant(holds):
            return node
        return cast("Sql", node.this) if isinstance(holds, exp.Boolean) and holds.this else exp.null()
