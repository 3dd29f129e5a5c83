"""What a password may be, what is refused and why, and those that are given out once."""

import math
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.access import normalised, one_time_password, password_problems, refuse_weak
from screening.access.passwords import SENTENCES, _common
from screening.errors import InputError
from screening.wording import Words

CONTEXT = ("Li Wei", "张三丰", "SH04", "NCT03976882")
ACCEPTED = [
    "correct horse",
    "柳暗花明又一村啊",
    "aaaaaaab",  # no rule of composition: eight letters, none of them upper case, a digit or a sign
    "willow well",  # holds a short name of the context by chance
    "Li Wei sings at the window",
    "        spaces count too",
    "ﷺ" * 8,
    "x" * 64,
    "кот и пёс спят",
    "\udcff\udcfe bytes that are no text",
]
REFUSED = [
    ("", ["short"]),
    ("seven 7", ["short"]),
    ("柳暗花明又一村", ["short"]),
    ("qwerty", ["short", "common"]),
    ("password1", ["common"]),
    ("PassWord1", ["common"]),
    ("ｐａｓｓｗｏｒｄ１", ["common"]),
    ("iloveyou", ["common"]),
    ("Li-Wei-SH04", ["context"]),
    ("weili weili", ["context"]),
    ("liwei2026!", ["context"]),
    ("LIWEIqwerty", ["context"]),
    ("张三丰张三丰张三丰", ["context"]),
    ("Hetrombopag!", ["context"]),
    ("eligo-eligo-1", ["context"]),
    ("NCT03976882", ["context"]),
    ("nct 03976882", ["context"]),
    ("x" * 1025, ["long"]),
]


@pytest.mark.parametrize("password", ACCEPTED)
def test_length_is_the_only_rule(password: str) -> None:
    """S14: whatever is long enough and not guessed first is taken, in any script."""
    assert password_problems(password, CONTEXT) == []
    refuse_weak(password, CONTEXT)


@pytest.mark.parametrize(("password", "problems"), REFUSED)
def test_what_is_guessed_first_is_refused(password: str, problems: list[str]) -> None:
    """S14: short, common, or made of names that anybody here knows, however they are written."""
    assert password_problems(password, CONTEXT) == problems


def test_the_limits_are_exact() -> None:
    """S14: eight characters are enough and 1,024 not too many; they are counted as people see them."""
    assert password_problems("zq9x8w7", ()) == ["short"]
    assert password_problems("zq9x8w7v", ()) == []
    assert password_problems("zq" * 512, ()) == []
    assert password_problems("e\u0301" * 7, ()) == ["short"]


def test_a_refusal_names_everything_that_is_wrong() -> None:
    """One problem a code, at the password, in words."""
    with pytest.raises(InputError) as refused:
        refuse_weak("qwerty", CONTEXT)
    assert [(one.place, one.text) for one in refused.value.problems] == [
        ("password", SENTENCES["short"]),
        ("password", SENTENCES["common"]),
    ]
    assert "qwerty" not in str(refused.value)


def test_every_reason_has_its_sentence() -> None:
    """In every language; tests/unit/test_wording.py compares them."""
    assert [code for code in SENTENCES if not Words().has(f"problem.password.{code}")] == []


def test_the_list_of_common_passwords_is_long_enough() -> None:
    """S14: more than the 3,000 that ASVS asks for, among those that would be long enough."""
    assert sum(len(one) >= 8 for one in _common()) > 3000


def test_two_keyboards_give_one_password() -> None:
    """S14: letters with accents are one whether composed or not, and a space is a space; nothing else is one."""
    assert normalised("Cafe\u0301\u3000Zu\u0308rich\u00a0") == "Caf\u00e9 Z\u00fcrich "
    assert normalised("ｗｉｄｅ") != normalised("wide")
    assert normalised("Case") != normalised("case")
    assert normalised("x²") != normalised("x2")


@given(st.text())
def test_nothing_is_cut_off_or_lost(password: str) -> None:
    """S14: however it is composed, it is the same password, and normalising twice changes no more."""
    plain = normalised(password)
    assert normalised(plain) == plain
    assert normalised(unicodedata.normalize("NFD", password)) == plain
    assert normalised(f"{password}\u4e00x") != normalised(f"{password}\u4e00")


def test_a_one_time_password_is_strong_and_readable() -> None:
    """Over 60 bits, none drawn twice, no two characters that look alike, and good enough by our own rules."""
    drawn = {one_time_password() for _ in range(2000)}
    assert len(drawn) == 2000
    letters = {one for password in drawn for one in password} - {"-"}
    assert math.log2(len(letters)) * (len(one_time_password()) - 2) > 60
    for pair in ("0o", "1l", "1i", "il", "5s", "2z", "6b", "uv", "gq", "8b"):
        assert not set(pair) <= letters
    assert all(one.islower() or one.isdigit() for one in letters)
    assert all(password_problems(password, CONTEXT) == [] for password in drawn)


def test_access_loads_nothing_heavy() -> None:
    """The window starts without cryptography and without the list of passwords."""
    code = "import sys, screening.access; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert {"cryptography", "zxcvbn", "PySide6"} & set(done.stdout.split()) == set()


def test_what_opening_a_book_takes_can_be_loaded_before() -> None:
    """While a password is still being typed: afterwards nothing more is imported or built."""
    code = """
import sys
from screening import service
from screening.access import COST, unwrap, wrap
from screening.protocol import Protocol
service.prepare()
assert Protocol.__pydantic_complete__
before = set(sys.modules)
assert any(name.startswith("cryptography") for name in before)
from screening.access.wrapping import password_key
key = password_key("a quiet river", bytes(16), COST)
assert unwrap(wrap(b"book", key, "test"), key, "test") == b"book"
print(*set(sys.modules) - before)
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
