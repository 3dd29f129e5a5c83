"""What identifies a person, and what can stay: a history is taken apart before it is kept, and put together again.

Private: name, hospital number, birth date, and all free text (sources, authors, why a doctor decided, what an event
was). The coded rest holds options, numbers, units and days.
"""

from collections.abc import Mapping
from typing import Any

_IDENTITY = ("name", "hospital_number", "birth_date")
_WORDS = ("source", "by", "why", "what")


def identity_of(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Give what says who a person is; blank parts are left out."""
    return {key: subject[key] for key in _IDENTITY if subject.get(key)}


def is_private(path: str) -> bool:
    """Say of a field, named as in a history, whether it lies with what identifies a person."""
    last = path.rpartition(".")[2]
    return last in _WORDS or (path.startswith("subject.") and last in _IDENTITY)


def taken_apart(history: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split a history into its coded part and its private part."""
    words: dict[str, str] = {}
    coded = {
        key: _without_words(value, key, words) for key, value in history.items() if key in ("answers", "decisions")
    }
    private: dict[str, Any] = {"subject": identity_of(history.get("subject") or {})}
    if words:
        private["words"] = words
    return coded, private


def put_together(
    coded: Mapping[str, Any], private: Mapping[str, Any] | None, event: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the history as it was entered; without what was forgotten."""
    history: dict[str, Any] = _copied(coded)
    subject = dict((private or {}).get("subject", {}))
    if event.get("sex"):
        subject["sex"] = event["sex"]
    consent = {key: value for key, value in (event.get("consent") or {}).items() if value is not None}
    if consent:
        subject["consent"] = consent
    if subject:
        history = {"subject": subject, **history}
    for path, text in ((private or {}).get("words") or {}).items():
        _put(history, path.split("/"), text)
    return history


def _without_words(value: Any, path: str, words: dict[str, str]) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, Mapping):
        kept = {}
        for key, inner in value.items():
            if key in _WORDS and isinstance(inner, str):
                words[f"{path}/{key}"] = inner
            else:
                kept[key] = _without_words(inner, f"{path}/{key}", words)
        return kept
    if isinstance(value, list | tuple):
        return [_without_words(inner, f"{path}/{index}", words) for index, inner in enumerate(value)]
    # Canonical JSON holds no fractions: an exact number is kept as its text.
    return value if value is None or isinstance(value, str | bool | int) else str(value)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value


def _put(node: Any, path: list[str], text: str) -> None:
    for part in path[:-1]:
        node = node[int(part)] if isinstance(node, list) else node[part]
    node[path[-1]] = text
