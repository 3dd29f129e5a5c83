"""An offer in words: what it says, what speaks against it, and of which others it is a rival; and what is no offer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from screening.formats.proposal import LeftOut
from screening.protocol import Protocol
from screening.service.intake.offers import Offer
from screening.wording import Words, reason_text
from screening.wording.importing import told_row, told_value


def told_offer(offer: Offer, protocol: Protocol, words: Words) -> str:
    """Tell an answer with its day."""
    told = told_value(offer.field, offer.value, protocol, words, offer.on)
    return " · ".join(filter(None, (told.value, told.origin)))


def remarks(offer: Offer, offers: Sequence[Offer], protocol: Protocol, words: Words) -> Iterator[str]:
    """Tell what contradicts an offer, which others can't be taken beside it, and what would go on counting."""
    if offer.standing == "contradicts":
        if offer.there is not None:
            there = told_value(offer.field, offer.there, protocol, words)
            yield words.text("importing.there", value=" · ".join(filter(None, (there.value, there.origin))))
        else:
            yield words.text("importing.files_disagree")
    if offer.rivals:
        others = [told_offer(offers[rival], protocol, words) for rival in offer.rivals]
        yield words.text("importing.rivals", others=words.listed(others))
    if offer.outweighed:
        yield words.text("importing.outweighed")


@dataclass(frozen=True, slots=True)
class ToldRest:
    """Rows that were left out for one kind of reason: the reason, and each row with what it held."""

    why: str = field(repr=False)
    rows: tuple[str, ...] = field(repr=False)


def told_rest(left_out: Iterable[LeftOut], protocol: Protocol, words: Words) -> list[ToldRest]:
    """Tell what was left out, the most frequent reason first; where its words differ, each row has its own."""
    kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in left_out:
        key = "importing.cli.source" if one.seen else "importing.source"
        told = words.text(key, file=one.place.file.name, row=told_row(one.place.row, words), seen=one.seen)
        kinds[one.reason.code].append((reason_text(one.reason, protocol, words), told))
    found = [_rest(rows, words) for rows in kinds.values()]
    return sorted(found, key=lambda one: -len(one.rows))


def _rest(rows: Sequence[tuple[str, str]], words: Words) -> ToldRest:
    whys = dict.fromkeys(why for why, _ in rows)
    first = next(iter(whys))
    if len(whys) == 1:
        return ToldRest(first, tuple(told for _, told in rows))
    each = tuple(words.text("importing.hint", seen=told, why=why) for why, told in rows)
    return ToldRest(words.text("importing.alike", why=first), each)
