"""A check on a book that people open with passwords: who has none stays out, and what is signed verifies."""

from pathlib import Path

from screening.access import one_time_password
from screening.errors import AccessError
from screening.protocol.catalogue import find
from screening.service.beginning import KEY
from screening.service.entrance import begin_with_accounts, choose_password, enter
from screening.service.practice import samples
from screening.service.site import Site
from screening.service.validation.found import Found
from screening.settings import today

_STUDY = "NCT03976882"
_COORDINATOR, _INVESTIGATOR = "Fictitious Coordinator", "Fictitious Investigator"


def accounts(folder: Path, data: Path) -> Found:
    """Begin a book with two accounts, save a case, try a wrong password, sign, and verify from the disk."""
    del data
    book, opens, signs = folder / "book", one_time_password(), one_time_password()
    with _begun(book, opens) as site:
        once = site.staff.add(_INVESTIGATOR, ["investigator"], verified="installation check")
        seq = site.save(next(one for one in samples() if one.name == "01-eligible").seen_on(today()), today()).seq
    if _comes_in(book, one_time_password()) or (book / KEY).exists():
        return Found(False, "let_in")
    with choose_password(book, _INVESTIGATOR, once, signs) as site:
        if _signs(site, seq, opens):
            return Found(False, "signed_unasked")
        site.signatures.sign(seq, "confirms", signs)
    with enter(book, _COORDINATOR, opens) as again:
        found, kept = again.verify(), again.signatures.of(seq)
    holds = [(one.name, one.genuine, one.state) for one in kept] == [(_INVESTIGATOR, True, "current")]
    whole = found.ok and holds
    return Found(whole, "signed" if whole else "not_signed", {"n": str(found.length), "head": found.head[:16]})


def _begun(book: Path, password: str) -> Site:
    protocol = find(_STUDY).load()
    site, _ = begin_with_accounts(
        book, code="CHECK", name=_COORDINATOR, role="coordinator", password=password, protocol=protocol
    )
    return site


def _comes_in(book: Path, password: str) -> bool:
    try:
        enter(book, _COORDINATOR, password).close()
    except AccessError as refusal:
        return refusal.code != "wrong"
    return True


def _signs(site: Site, seq: int, password: str) -> bool:
    try:
        site.signatures.sign(seq, "confirms", password)
    except AccessError as refusal:
        return refusal.code != "wrong"
    return True
