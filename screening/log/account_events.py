"""The events of people at work: their accounts, roles, keys, and their coming and going."""

from typing import ClassVar, Literal

from screening.log.event import Event


class AccountOpened(Event):
    """Somebody may sign in; `verified` says how it was made sure who they are (21 CFR 11.100(b))."""

    kind: ClassVar[str] = "account_opened"

    account: str
    name: str
    roles: tuple[str, ...]
    alone: bool = False
    verified: str = ""


class RolesGiven(Event):
    """An account has these roles from now on, and no others."""

    kind: ClassVar[str] = "roles_given"

    account: str
    roles: tuple[str, ...]
    alone: bool = False


class AccountClosed(Event):
    """Somebody can't sign in any more; the name is never given to another."""

    kind: ClassVar[str] = "account_closed"

    account: str
    why: str


class AccountReopened(Event):
    """Somebody can sign in again."""

    kind: ClassVar[str] = "account_reopened"

    account: str


class PasswordSet(Event):
    """A password was chosen by the person, given anew by the administrator, or set with the recovery key."""

    kind: ClassVar[str] = "password_set"

    account: str
    how: Literal["chosen", "given", "recovered"]


class RecoveryKeyMade(Event):
    """A new recovery key was printed; the one before opens nothing any more."""

    kind: ClassVar[str] = "recovery_key_made"


class SignerKnown(Event):
    """From now on this account signs with this key (Ed25519, public half, hex)."""

    kind: ClassVar[str] = "signer_known"

    account: str
    public: str


class SignedIn(Event):
    """Somebody came in; `failed` counts the attempts on this account since it was last opened."""

    kind: ClassVar[str] = "signed_in"

    account: str
    how: Literal["password", "recovery", "unlocked"] = "password"
    failed: int = 0


class SignedOut(Event):
    """Somebody left, or was shut out."""

    kind: ClassVar[str] = "signed_out"

    account: str
    why: Literal["left", "idle", "limit", "closed"]


class SignInFailed(Event):
    """Attempts to come in failed; `account` is None where no account bears the name that was typed."""

    kind: ClassVar[str] = "sign_in_failed"

    account: str | None
    times: int
    last: str


class Delegated(Event):
    """The investigator, or somebody to whom the task was given, acts in the study from one day to another.

    `principal` is the investigator who answers for the study at the site; there is one at a time.
    """

    kind: ClassVar[str] = "delegated"

    account: str
    principal: bool
    since: str
    until: str | None = None


class DelegationEnded(Event):
    """A delegation ends on a day."""

    kind: ClassVar[str] = "delegation_ended"

    account: str
    on: str


class AccountsReviewed(Event):
    """The administrator went through all accounts and their roles."""

    kind: ClassVar[str] = "accounts_reviewed"

    accounts: int


class SettingChanged(Event):
    """A setting of the site has another value."""

    kind: ClassVar[str] = "setting_changed"

    name: str
    old: int | str | bool | None
    new: int | str | bool | None


ACCOUNT_EVENTS: tuple[type[Event], ...] = (
    *(AccountOpened, RolesGiven, AccountClosed, AccountReopened, PasswordSet, RecoveryKeyMade, SignerKnown),
    *(SignedIn, SignedOut, SignInFailed, Delegated, DelegationEnded, AccountsReviewed, SettingChanged),
)
