"""Between what the form's inputs hold and what a history holds, both ways, without a widget in sight.

An answer that nobody changed goes back exactly as it came: sources, earlier dated answers and keys that the form
does not show are never lost by looking at a case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui.kit.details import Provenance

YES, NO = "yes", "no"
_ORIGIN = ("source", "on", "by")
_IDENTITY = ("name", "hospital_number", "birth_date", "sex")
_DECISION = ("outcome", "by", "on", "why")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer and where it came from; a value of None is not answered."""

    value: str | None = None
    source: str | None = None
    on: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class GivenList:
    """A list of days or periods: None is not answered, an empty one says that there was none."""

    entries: tuple[str, ...] | None = None
    source: str | None = None
    on: str | None = None
    by: str | None = None


def answer_shown(data: Any) -> Given:
    """Give the answer that the form shows; of several dated ones the newest."""
    if isinstance(data, list):
        dated = [answer_shown(one) for one in data]
        return max(reversed(dated), key=lambda one: one.on or "") if dated else Given()
    if isinstance(data, Mapping):
        value = data.get("value")
        return Given(None if value is None else str(value), *(data.get(key) for key in _ORIGIN))
    return Given(None if data is None else str(data))


def earlier_answers(data: Any) -> tuple[Given, ...]:
    """List the dated answers that stand behind the one shown."""
    if not isinstance(data, list):
        return ()
    shown = answer_shown(data)
    return tuple(one for one in map(answer_shown, data) if one != shown)


def answer_kept(former: Any, given: Given) -> Any:
    """Give what the history holds for an answer; None takes it out of the history."""
    if given == answer_shown(former):
        return former
    if given.value is None:
        return None
    plain = with_origin(given.value, given)
    if not isinstance(former, list):
        return plain
    shown = answer_shown(former)
    return [plain if answer_shown(one) == shown else one for one in former]


def worksheet_shown(data: Any) -> dict[str, Given]:
    """Give the answered items of a worksheet."""
    items = {item: answer_shown(one) for item, one in data.items()} if isinstance(data, Mapping) else {}
    return {item: given for item, given in items.items() if given.value is not None}


def worksheet_kept(former: Any, items: Mapping[str, Given]) -> Any:
    """Give what the history holds for a worksheet; None where no item is answered."""
    was = former if isinstance(former, Mapping) else {}
    kept = {item: answer_kept(was.get(item), given) for item, given in items.items()}
    return {item: one for item, one in kept.items() if one is not None} or None


def ruled_out_rest(items: Mapping[str, Given], rest: Iterable[str], state: str, by: str, on: str) -> dict[str, Given]:
    """Add a state for the items of `rest`, each with its author and day."""
    return {**items, **{item: Given(state, on=on, by=by) for item in rest}}


def list_shown(data: Any) -> GivenList:
    """Give the days of a list of events, or the periods of one of these."""
    if isinstance(data, Mapping):
        return replace(list_shown(data.get("value")), **{key: data.get(key) for key in _ORIGIN})
    return GivenList(tuple(_when(one) for one in data) if isinstance(data, list) else None)


def list_kept(former: Any, given: GivenList) -> Any:
    """Give what the history holds for such a list; what it was stays with its day, or its period."""
    if given == list_shown(former):
        return former
    if given.entries is None:
        return None
    was = former.get("value") if isinstance(former, Mapping) else former
    known = {_when(one): one for one in was or ()}
    return with_origin([known.get(one, one) for one in given.entries], given)


def with_origin(value: Any, given: "Given | GivenList | Provenance") -> Any:
    """Give an answer with where it came from, plain where nothing is said of that."""
    origin = {key: part for key in _ORIGIN if (part := getattr(given, key))}
    return {"value": value, **origin} if origin else value


def _when(one: Any) -> str:
    if not isinstance(one, Mapping) or "on" in one:
        return str(one["on"] if isinstance(one, Mapping) else one)
    from screening.patient import period_text  # it knows protocols, for which the first page need not wait

    return period_text(one)


def subject_kept(former: Mapping[str, Any], identity: Mapping[str, str | None]) -> dict[str, Any]:
    """Give the subject with these parts of the identity; blank ones are left out."""
    rest = {key: part for key, part in former.items() if key not in _IDENTITY}
    return {**{key: part for key in _IDENTITY if (part := identity.get(key))}, **rest}


def consent_kept(given: str | None, on: str | None, form: str | None) -> dict[str, Any] | None:
    """Give the consent, `given` being yes, no or None; None where nothing was said of it."""
    flag = {} if given is None else {"given": given == YES}
    kept = {**flag, **({"on": on} if on else {}), **({"form": form} if form else {})}
    return kept or None


def decision_kept(parts: Mapping[str, str | None]) -> dict[str, str] | None:
    """Give a doctor's decision once it says outcome, author, day and reason; None until then."""
    kept = {key: part.strip() for key in _DECISION if (part := parts.get(key)) and part.strip()}
    return kept if len(kept) == len(_DECISION) else None


def is_blank(history: Mapping[str, Any]) -> bool:
    """Say whether nothing was entered."""
    return not any(history.get(part) for part in ("subject", "answers", "decisions"))


def changed_places(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Name what differs: fields and worksheet items, `subject.…` and `decisions.…`, in the order of the histories."""
    places: list[str] = []
    for part in ("subject", "answers", "decisions"):
        was, now = before.get(part) or {}, after.get(part) or {}
        for key in dict.fromkeys((*was, *now)):
            if was.get(key) != now.get(key):
                places += _places_within(f"{part}.{key}".removeprefix("answers."), was.get(key), now.get(key))
    return tuple(places)


def _places_within(place: str, was: Any, now: Any) -> list[str]:
    """Name the items that differ of a worksheet, else the place itself."""
    is_worksheet = all(isinstance(one, Mapping) or one is None for one in (was, now)) and "." not in place
    if not is_worksheet or any(one and ("value" in one or "unit" in one) for one in (was, now)):
        return [place]
    was, now = was or {}, now or {}
    return [f"{place}.{item}" for item in dict.fromkeys((*was, *now)) if was.get(item) != now.get(item)]
