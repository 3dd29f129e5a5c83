"""What a signature takes within a session, and that a closed log takes none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.access import Session
from screening.errors import RefusedError
from screening.log import Meaning
from screening.service import Site
from tests.store.act_samples import PASSWORD, WU, at_work, code_of, saved, staffed


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "data") as opened:
        yield opened


def test_the_first_signature_of_a_session_takes_the_name_too(site: Site) -> None:
    """S12: 21 CFR 11.200(a)(1): both at first, the password alone later, both again after the session was locked."""
    cases = [saved(site, number=number) for number in "ABCD"]
    sign = at_work(site, WU).signatures.sign
    session = Session("A1", WU.name, ())
    site.signatures.follow(session)
    before = site.head()
    for name in (None, "", "Zhao Yi"):
        assert site.signatures.asks_name()
        assert code_of(sign, cases[0], "confirms", PASSWORD, name=name) == "wrong"
    assert code_of(sign, cases[0], "confirms", "guessed", name=WU.name) == "wrong" and site.head() == before
    sign(cases[0], "confirms", PASSWORD, name="  wu  KE ")
    assert not site.signatures.asks_name()
    sign(cases[1], "confirms", PASSWORD)
    session.lock()
    session.resume()
    assert site.signatures.asks_name() and code_of(sign, cases[2], "confirms", PASSWORD) == "wrong"
    sign(cases[2], "confirms", PASSWORD, name=WU.name)
    assert code_of(sign, cases[3], "confirms", PASSWORD, name="Zhao Yi") == "wrong"


def test_after_the_final_page_nothing_is_signed(site: Site) -> None:
    """S4: neither a decision nor that something was seen; it is said before anybody types a password."""
    seq = saved(site)
    at_work(site, WU).conduct.close()
    meanings: list[Meaning] = ["confirms", "declines", "acknowledges"]
    for meaning in meanings:
        assert code_of(site.signatures.sign, seq, meaning, PASSWORD, why="x") == "conduct.closed"
        in_the_way = site.signatures.in_the_way(seq, meaning)
        assert isinstance(in_the_way, RefusedError) and in_the_way.code == "conduct.closed"
