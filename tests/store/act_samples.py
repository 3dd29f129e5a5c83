"""A site with people who may act on cases, cases of every verdict, and a way to spoil the book with its key."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, RefusedError
from screening.ledger import Signer, read_key_file
from screening.log import AccountOpened, Delegated, SignerKnown
from screening.protocol import Protocol, loads
from screening.service import KEY, Actor, Site
from screening.service.beginning import BOOK
from tests.store.ledger_samples import behind_the_back
from tests.store.service_samples import ON, begun, history, published, someone, with_answer

PASSWORD = "a quiet river in spring"
WU, LIN, MO = Actor("Wu Ke", "investigator", "A1"), Actor("Lin Mei", "coordinator", "A2"), Actor("Mo", "monitor", "A3")
OTHER = Actor("Zhao Yi", "investigator", "A4")
_SEEDS = {actor.account: bytes([place]) * 32 for place, actor in enumerate((WU, LIN, MO, OTHER), 1)}
DAY = ON.isoformat()
VERDICTS: dict[str, dict[str, Any]] = {
    "eligible": {},
    "ineligible": {"tumour_type": "haematological", "brain_metastases": "untreated"},
    "not_yet": {"planned_cycle_date": "2026-11-20"},
    "undetermined": {"brain_metastases": None},
}


def staffed(folder: Path, *, delegated: bool = True, **settings: object) -> Site:
    """Begin a site whose people have accounts, Wu Ke its principal investigator, with Lin Mei at work."""
    site = begun(folder) if not settings else Site.init(folder, code="SH04", actor=LIN, protocol=ruled(**settings))
    return with_people(site, delegated=delegated)


def with_people(site: Site, *, delegated: bool = True) -> Site:
    """Give the people of a site their accounts."""
    for one in (WU, LIN, MO, OTHER):
        assert one.account is not None
        site.note(AccountOpened(account=one.account, name=one.name, roles=(one.role,), verified="staff card"))
        site.note(SignerKnown(account=one.account, public=key_of(one).public))
    if delegated:
        site.note(Delegated(account="A1", principal=True, since="2026-01-01"))
    return at_work(site, LIN)


def ruled(**settings: object) -> Protocol:
    """Give the protocol with other settings of how people are screened."""
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    return loads(published().to_toml().replace("[protocol]\n", f"[protocol]\n{lines}", 1))


def key_of(actor: Actor) -> Signer:
    """Give the key with which somebody signs."""
    return Signer(_SEEDS[actor.account])


def at_work(site: Site, actor: Actor) -> Site:
    """Let somebody work with the book."""

    def signer(password: str) -> Signer:
        if password != PASSWORD:
            raise AccessError("wrong", "The name or the password is wrong.")
        return key_of(actor)

    site.actor = actor
    site._book.signer = signer
    return site


def answered(verdict: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give a history that leads to a verdict on the day of these tests."""
    return with_answer(data or history(), **VERDICTS[verdict])


def saved(site: Site, verdict: str = "eligible", number: str = "A", **subject: Any) -> int:
    """Save somebody's case with a verdict; gives its entry."""
    return site.save(answered(verdict, someone(number, **subject)), ON).seq


def confirmed(site: Site, seq: int) -> int:
    """Have the investigator confirm a case; gives the same entry."""
    before = site.actor
    at_work(site, WU).signatures.sign(seq, "confirms", PASSWORD)
    at_work(site, before)
    return seq


def enrolled(site: Site, number: str = "A", **said: Any) -> int:
    """Enrol somebody; gives the entry of the case."""
    seq = confirmed(site, saved(site, number=number))
    site.outcomes.record(seq, "enrolled", on=DAY, **said)
    return seq


def rewritten(site: Site, seq: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Change an entry and every hash after it, as somebody would who holds the key and knows how."""
    with behind_the_back(site.folder / BOOK, read_key_file(site.folder / KEY)) as connection:
        found = connection.execute("SELECT seq, body FROM entry WHERE seq >= ? ORDER BY seq", (seq,)).fetchall()
        previous = json.loads(found[0][1])["previous"]
        for place, body in found:
            said = json.loads(body)
            if place == seq:
                change(said)
            said["previous"] = previous
            raw = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            previous = sha256(raw).hexdigest()
            columns = (raw, previous, said["at"], said["person"], said["attempt"], said["study"], place)
            connection.execute(
                "UPDATE entry SET body = ?, hash = ?, at = ?, person = ?, attempt = ?, study = ? WHERE seq = ?", columns
            )


def code_of(act: Callable[..., object], *arguments: Any, **named: Any) -> str:
    """Give the code of the refusal that an act meets."""
    with pytest.raises((RefusedError, AccessError)) as refused:
        act(*arguments, **named)
    assert isinstance(refused.value, RefusedError | AccessError)
    return refused.value.code
