"""An amendment of the protocol that ships: the platelet limit is 100 instead of 75, and one question is new."""

from datetime import date
from typing import Any

from screening.protocol import Protocol
from screening.protocol.catalogue import find

VERSION = "2026-amended"


def published() -> Protocol:
    """Read the protocol that ships as the default."""
    return find("NCT03976882").load()


def amended(*, limit: int = 100, version: str = VERSION, **settings: Any) -> Protocol:
    """Give the amended version; `settings` change its header."""
    made = content()
    made["protocol"] |= {"version": version, "dated": date(2026, 11, 1), **settings}
    criterion = _criterion(made, "I3")
    criterion["rule"]["below"] = limit
    criterion["text"] = {
        "en": f"Platelet count below {limit} × 10⁹/L",
        "zh_CN": f"血小板计数低于 {limit} × 10⁹/L",
    }
    criterion["examples"] = [
        {"on": date(2026, 11, 24), "platelets": f"{limit - 0.1} 10*9/L 2026-11-24", "gives": "met"},
        {"on": date(2026, 11, 24), "platelets": f"{limit} 10*9/L 2026-11-24", "gives": "not_met"},
    ]
    return Protocol.model_validate(made)


def asking_more(version: str = "2026-asking") -> Protocol:
    """Give a version with a criterion, and a question, that the published one doesn't have."""
    made = content()
    made["protocol"]["version"] = version
    made["field"]["active_infection"] = {
        "ask": {"en": "Active infection", "zh_CN": "活动性感染"},
        "kind": "choice",
        "options": {"no": {"label": {"en": "No"}}, "yes": {"label": {"en": "Yes"}}},
    }
    for section in made.get("section", [])[-1:]:
        section["fields"] = [*section["fields"], "active_infection"]
    made["criterion"] = [
        *made["criterion"],
        {
            "id": "E4",
            "kind": "exclusion",
            "text": {"en": "Active infection", "zh_CN": "活动性感染"},
            "rule": {"choice": "active_infection", "one_of": ["yes"]},
        },
    ]
    return Protocol.model_validate(made)


def content() -> dict[str, Any]:
    """Give the published file's content, to be changed."""
    return published().model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)


def _criterion(made: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in made["criterion"] if one["id"] == name)
    return found
