"""The JSON schema that an editor completes and checks a protocol file with."""

from collections.abc import Iterator
from typing import Any

from screening.protocol import schema
from screening.protocol.fields import FIELD_KINDS, AdverseEventsField
from screening.protocol.rules import ALL_SHAPES
from screening.protocol.text import Model


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_every_reference_leads_somewhere() -> None:
    """A `$ref` names a definition that is there."""
    made = schema()
    found = {node["$ref"] for node in nodes(made) if isinstance(node.get("$ref"), str)}
    assert found
    assert found <= {f"#/$defs/{name}" for name in made["$defs"]}


def test_every_shape_and_kind_of_field_is_described() -> None:
    """Each model stands in the schema, forbids other keys, and says in words what it is."""
    definitions = schema()["$defs"]
    models: list[type[Model]] = [*ALL_SHAPES.values(), *FIELD_KINDS, AdverseEventsField]
    for model in models:
        told = definitions[model.__name__]
        assert told["additionalProperties"] is False, model
        assert len(told["description"]) > 15, model
        assert told["properties"], model


def test_a_rule_may_be_any_shape() -> None:
    """A criterion's rule is one of all shapes, and `not` stands under its own name."""
    made = schema()
    rule = next(one for one in made["$defs"]["Criterion"]["properties"]["rule"]["anyOf"] if "oneOf" in one)
    named = {one["$ref"].rpartition("/")[2] for one in rule["oneOf"]}
    assert named == {shape.__name__ for shape in ALL_SHAPES.values()}
    assert list(made["$defs"]["NotRule"]["properties"]) == ["not"]


def test_a_limit_of_normal_is_text() -> None:
    """`3 x ULN` is what the file holds, so the schema asks for that."""
    told = schema()["$defs"]["NormalLimit"]
    assert told["type"] == "string" and "3 x ULN" in told["examples"]


def test_how_people_are_screened_is_described() -> None:
    """Each setting says what it may be, what it means, and what holds without it."""
    told = schema()["$defs"]["Header"]["properties"]
    assert told["consent"]["enum"] == ["before_screening", "not_asked"]
    assert told["rescreening"]["enum"] == ["new_number", "same_number"]
    assert [told[name]["default"] for name in ("consent", "rescreening", "most_attempts")] == [
        *("before_screening", "new_number", None),
    ]
    assert all(told[name]["description"] for name in ("consent", "rescreening", "most_attempts"))
