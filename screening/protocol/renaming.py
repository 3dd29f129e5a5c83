"""What is written of a field, or of one of its answers, when it takes another name: in rules, sections and examples."""

from collections.abc import Callable, Mapping
from typing import Any

from screening.protocol.naming import ANSWERS, naming_keys

_BY_FIELD = ("examples", "graded")
"""Tables whose keys are fields."""


def with_field_named(value: Any, former: str, name: str, key: str) -> Any:
    """Give what speaks of a field by its new name: where it is read, asked, answered, measured and graded.

    `key` is where the value stands.
    """
    if isinstance(value, dict):
        inside = key in _BY_FIELD
        return {
            (name if inside and one == former else one): with_field_named(inner, former, name, key if inside else one)
            for one, inner in value.items()
        }
    if isinstance(value, list):
        return [with_field_named(one, former, name, key) for one in value]
    return name if value == former and key in {*naming_keys(), "fields", "evidence"} else value


def with_answer_named(data: Mapping[str, Any], field: str, table: str, former: str, name: str) -> dict[str, Any]:
    """Give a criterion that speaks of an answer by its new name; `table` is where the field lists it, as `options`."""

    def named(one: Any) -> Any:
        return name if one == former else one

    made = dict(data)
    if "rule" in made and table in ANSWERS:
        made["rule"] = _in_rule(made["rule"], field, *ANSWERS[table], named)
    examples = made.get("examples")
    if isinstance(examples, list):
        made["examples"] = [
            {key: _answer(inner, table, named) if key == field else inner for key, inner in one.items()}
            if isinstance(one, dict)
            else one
            for one in examples
        ]
    return made


def _in_rule(value: Any, field: str, by: str, key: str, named: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_in_rule(one, field, by, key, named) for one in value]
    if not isinstance(value, dict):
        return value
    found = {one: _in_rule(inner, field, by, key, named) for one, inner in value.items()}
    if found.get(by) == field and key in found:
        listed = found[key]
        found[key] = [named(one) for one in listed] if isinstance(listed, list) else named(listed)
    return found


def _answer(value: Any, table: str, named: Callable[[Any], Any]) -> Any:
    """Rename in an answer as a history has it: a word, one of a list, with its source, or the items of a worksheet."""
    if isinstance(value, list):
        return [_answer(one, table, named) for one in value]
    if not isinstance(value, dict):
        return named(value) if table == "options" else value
    if "value" in value:
        return value | {"value": _answer(value["value"], table, named)}
    if table == "items":
        return {named(one): inner for one, inner in value.items()}
    return value | {"term": named(value["term"])} if "term" in value else value
