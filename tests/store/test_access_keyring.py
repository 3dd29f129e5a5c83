"""The file of keys: who opens the book with a password, whose signing key is whose, and the recovery key."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from screening.access import COST, LEAST, Keyring
from screening.access.refusals import SENTENCES
from screening.errors import AccessError
from screening.ledger import Signer
from screening.wording import Words
from tests.store.access_samples import BOOK_KEY, LI, LI_WORD, ZHANG, ZHANG_WORD, SetClock, begun, refused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "eligo.keys"


@pytest.fixture
def keyring(path: Path) -> Keyring:
    return begun(path)[0]


def code_of(refusal: pytest.ExceptionInfo[AccessError]) -> str:
    return refusal.value.code


def test_a_password_opens_the_book_and_gives_a_person_their_own_signing_key(keyring: Keyring, path: Path) -> None:
    """Several people open one book; nobody's key is another's; a program started later finds the same."""
    seed = keyring.add("A3", "Chen Yu", "third of three people", BOOK_KEY)
    found = Keyring.read(path).unlock("Chen Yu", "third of three people")
    assert (found.account, found.name, found.book_key, found.signing_seed) == ("A3", "Chen Yu", BOOK_KEY, seed)
    assert not found.must_change
    li = keyring.unlock(LI, LI_WORD)
    assert li.book_key == BOOK_KEY
    assert li.signing_seed != seed
    assert keyring.names() == [LI, ZHANG, "Chen Yu"]
    assert keyring.accounts() == {"A1": LI, "A2": ZHANG, "A3": "Chen Yu"}


@pytest.mark.parametrize("typed", ["li wei", "LI  WEI ", "Ｌｉ Ｗｅｉ"])
def test_a_name_is_the_same_however_it_is_written(keyring: Keyring, typed: str) -> None:
    """S1: nobody else can have one that people would take for it, nor a second way in for one account."""
    assert keyring.unlock(typed, LI_WORD).name == LI
    for account, name in (("A3", typed), ("A1", "Somebody Else")):
        with pytest.raises(AccessError) as refusal:
            keyring.add(account, name, "another password", BOOK_KEY)
        assert code_of(refusal) == "taken"
    assert keyring.unlock(LI, LI_WORD).account == "A1"


def test_a_password_is_typed_exactly(keyring: Keyring) -> None:
    """Case, a space at the end and a letter more count; another person's password is as wrong as any."""
    for wrong in (LI_WORD.title(), f"{LI_WORD} ", LI_WORD[:-1], "", ZHANG_WORD):
        assert refused(keyring, LI, wrong).code == "wrong"
        keyring.forget_failures("A1")


def test_a_password_given_once_is_to_be_changed_and_signs_nothing(keyring: Keyring) -> None:
    """S13: the signing key is drawn with the person's first own password."""
    found = keyring.unlock(ZHANG, ZHANG_WORD)
    assert (found.must_change, found.signing_seed) == (True, None)
    with pytest.raises(AccessError, match="张三 must choose") as refusal:
        keyring.seed(ZHANG, ZHANG_WORD)
    assert code_of(refusal) == "must_change"
    with pytest.raises(AccessError) as refusal:
        keyring.change_password(ZHANG, ZHANG_WORD, ZHANG_WORD)
    assert code_of(refusal) == "same"
    changed = keyring.change_password(ZHANG, ZHANG_WORD, "a password of my own")
    assert (changed.must_change, changed.book_key) == (False, BOOK_KEY)
    assert keyring.seed(ZHANG, "a password of my own") == changed.signing_seed
    assert refused(keyring, ZHANG, ZHANG_WORD).code == "wrong"


def test_a_changed_password_keeps_the_signing_key_and_touches_nobody_else(keyring: Keyring, path: Path) -> None:
    """What was signed before is still the person's; the other slots are the same bytes."""
    seed = keyring.seed(LI, LI_WORD)
    before = json.loads(path.read_bytes())
    assert keyring.change_password(LI, LI_WORD, "reeds along the shore").signing_seed == seed
    after = json.loads(path.read_bytes())
    assert {key for key in before if before[key] != after[key]} == {"slots", "sha256"}
    assert (before["slots"][0] != after["slots"][0], before["slots"][1] == after["slots"][1]) == (True, True)
    assert keyring.seed(LI, "reeds along the shore") == seed
    assert refused(keyring, LI, LI_WORD).code == "wrong"
    with pytest.raises(AccessError) as refusal:
        keyring.change_password(LI, LI_WORD, "never mind what")
    assert code_of(refusal) == "wrong"


def test_a_reset_password_costs_the_signing_key(keyring: Keyring) -> None:
    """S13: an administrator can let somebody in again, but nobody can sign as somebody else."""
    seed = keyring.seed(LI, LI_WORD)
    keyring.reset("A1", "given out once", BOOK_KEY)
    found = keyring.unlock(LI, "given out once")
    assert (found.must_change, found.signing_seed) == (True, None)
    assert refused(keyring, LI, LI_WORD).code == "wrong"
    changed = keyring.change_password(LI, "given out once", "a password of my own")
    assert changed.signing_seed is not None
    assert Signer(changed.signing_seed).public != Signer(seed).public
    with pytest.raises(AccessError) as refusal:
        keyring.reset("A9", "given out once", BOOK_KEY)
    assert code_of(refusal) == "no_account"


def test_whoever_is_removed_opens_nothing(keyring: Keyring) -> None:
    """As if the name had never been there; removing again is no mistake, and another day they may come back."""
    keyring.remove("A1")
    keyring.remove("A1")
    assert keyring.names() == [ZHANG]
    assert refused(keyring, LI, LI_WORD).code == "wrong"
    assert keyring.add("A1", LI, "given out once", BOOK_KEY, one_time=True) is None
    assert keyring.unlock(LI, "given out once").must_change


def test_a_slot_is_its_accounts_and_its_names_alone(keyring: Keyring, path: Path) -> None:
    """S13: whoever can write the file, but knows no password, makes nothing of one person's slot for another."""
    from screening.access.keyfile import KeyFile

    file = KeyFile(path)
    keys = file.read()
    li, zhang = keys.slots
    for spoilt in (
        li.model_copy(update={"name": "Li Na"}),
        li.model_copy(update={"account": "A9"}),
        zhang.model_copy(update={"must_change": False}),
        li.model_copy(update={"sealed": zhang.sealed, "salt": zhang.salt}),
    ):
        with file.alone():
            file.write(keys.model_copy(update={"slots": (spoilt,)}))
        for password in (LI_WORD, ZHANG_WORD):
            assert refused(keyring, spoilt.name, password).code == "wrong"


def test_the_key_of_another_book_gets_no_slot(keyring: Keyring) -> None:
    """A person under it would open nothing, and nobody would know why."""
    other = bytes(32)
    with pytest.raises(ValueError, match="another book"):
        keyring.add("A3", "Chen Yu", "third of three people", other)
    with pytest.raises(ValueError, match="another book"):
        keyring.reset("A1", "given out once", other)
    with pytest.raises(ValueError, match="another book"):
        keyring.new_recovery(other)
    assert keyring.unlock(LI, LI_WORD).book_key == BOOK_KEY


def test_the_recovery_key_opens_the_book_when_nobody_can(path: Path) -> None:
    """A slip is told apart from a key that is not this book's, or no longer."""
    keyring, recovery = begun(path)
    assert keyring.unlock_with_recovery(recovery.lower()) == BOOK_KEY
    slip = recovery.replace(recovery[7], "Z" if recovery[7] != "Z" else "Y")
    with pytest.raises(AccessError) as refusal:
        keyring.unlock_with_recovery(slip)
    assert code_of(refusal) == "recovery_typo"
    _, of_another = Keyring.create(path.with_name("other.keys"), BOOK_KEY)
    fresh = keyring.new_recovery(BOOK_KEY)
    for old in (recovery, of_another):
        with pytest.raises(AccessError) as refusal:
            keyring.unlock_with_recovery(old)
        assert code_of(refusal) == "recovery_wrong"
    assert Keyring.read(path).unlock_with_recovery(fresh) == BOOK_KEY
    assert keyring.unlock(LI, LI_WORD).book_key == BOOK_KEY


def test_a_dearer_password_is_sealed_anew_at_the_next_success(path: Path) -> None:
    """S15: not at a failure; the same password and the same signing key, and once only."""
    seed = begun(path)[0].seed(LI, LI_WORD)
    keyring = Keyring.read(path, clock=SetClock(), cost=COST)

    def cost() -> dict[str, int]:
        said: dict[str, int] = json.loads(path.read_bytes())["slots"][0]["cost"]
        return said

    refused(keyring)
    assert cost() == LEAST.model_dump()
    assert keyring.unlock(LI, LI_WORD).signing_seed == seed
    assert cost() == COST.model_dump()
    slot = json.loads(path.read_bytes())["slots"][0]
    assert keyring.seed(LI, LI_WORD) == seed
    assert json.loads(path.read_bytes())["slots"][0] == slot
    # An older program lets people in, and makes nothing cheaper.
    assert Keyring.read(path, cost=LEAST).unlock(LI, LI_WORD).signing_seed == seed
    assert cost() == COST.model_dump()


def test_a_name_that_nobody_has_costs_what_a_wrong_password_does(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S17: same sentence, and Argon2id once, as dear, for a password of the same length."""
    from cryptography.hazmat.primitives.kdf import argon2

    real, asked = argon2.Argon2id, []

    def noted(**given: object) -> argon2.Argon2id:
        asked.append({key: len(value) if isinstance(value, bytes) else value for key, value in given.items()})
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(argon2, "Argon2id", noted)
    wrong, unknown = refused(keyring, LI), refused(keyring, "Nobody")
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert asked[0]["memory_cost"] == LEAST.memory
    assert (wrong.code, str(wrong), wrong.values) == (unknown.code, str(unknown), unknown.values)


def test_nothing_secret_is_readable(keyring: Keyring, path: Path) -> None:
    """Neither in the file, nor where somebody prints what was unlocked."""
    found = keyring.unlock(LI, LI_WORD)
    refused(keyring, "my password by mistake")
    content = path.read_bytes()
    assert found.signing_seed is not None
    for secret in (BOOK_KEY, found.signing_seed):
        assert secret not in content
        assert secret.hex().encode() not in content
        assert str(secret) not in repr(found)
    assert b"by mistake" not in content
    assert LI_WORD.encode() not in content
    assert set(asdict(found)) == {"account", "name", "book_key", "signing_seed", "must_change"}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_refusal_says_in_the_window_what_it_says_elsewhere(code: str) -> None:
    """The sentence of every code, with the same values."""
    values = {"until": "10:32:00", "name": "N", "account": "A1", "group": 3, "path": "eligo.keys", "detail": "why"}
    error = AccessError(code, SENTENCES[code], **values)
    assert Words("en").text(f"access.{code}", **values).replace("’", "'") == str(error)
    assert str(error)[-1] == "."
