"""A study as it leaves the book for other programs: the one shape from which every data standard is written.

Nothing stands in it that may not leave at its level of privacy: a format writes what it finds. Coded, it names people
by their screening numbers and holds no free text; de-identified (HIPAA Safe Harbor), by numbers drawn at random for
this one copy, without whoever works at the site.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from screening.protocol import Protocol

Privacy = Literal["coded", "deidentified"]

OLDEST = 89
"""An age beyond it is written as `OLDEST + 1`, and read as "90 or more"."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was, as it may leave.

    `iso` is a date, or a date and time of the site's local day; de-identified the year alone; None where days may not
    leave. `day` is the study day: 1 is the day on which the person was first screened, -1 the day before it. `offset`
    says how far the site's clock stood from UTC (`+08:00`), where `iso` is a time of the site's.
    """

    iso: str | None
    day: int
    offset: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion as it was judged; `told` says why, with study days where dates may not leave."""

    id: str
    kind: Literal["inclusion", "exclusion"]
    outcome: str
    told: str
    reasons: tuple[str, ...]
    open_questions: tuple[str, ...]

    @property
    def against(self) -> bool:
        """Say whether it speaks against the person."""
        return self.outcome in ("not_met", "excludes")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the form, but for laboratory results.

    `field` is its path (`tumour_type`, `other_causes.immune`). `value` is an option, a worksheet's state or a number
    as text, None for a date, which stands in `date`; `dated` is the day it is known from.
    """

    field: str
    value: str | None
    date: Moment | None = None
    dated: Moment | None = None


@dataclass(frozen=True, slots=True)
class LabResult:
    """A laboratory result: as it was reported, and as a number in the protocol's unit (UCUM).

    `sign` is `<`, `>`, `≤` or `≥` where the laboratory gave a limit instead of a value. `confirmed` says that a smear
    confirmed the count.
    """

    field: str
    given: str
    given_unit: str
    sign: str
    number: Decimal
    unit: str
    on: Moment
    anticoagulant: str | None
    clumped: bool
    plausible: bool
    lln: Decimal | None
    uln: Decimal | None
    confirmed: bool = False

    @property
    def counts(self) -> bool:
        """Say whether it can count: plausible, and without clumps unless a smear confirmed it."""
        return self.plausible and (self.confirmed or not self.clumped)


@dataclass(frozen=True, slots=True)
class Taken:
    """Days on which something was taken; None is a day that nobody knows, `ongoing` that there is no last one yet."""

    first: Moment | None
    last: Moment | None
    ongoing: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """Consent as it was recorded; `given` is None where nothing was."""

    given: bool | None
    on: Moment | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: the outcome, one primary reason (a criterion or a coded one), all criteria against."""

    outcome: str
    primary: str | None
    criteria: tuple[str, ...]
    on: Moment
    subject_number: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What an investigator said of the case as it stands; `name` is None where people of the site stay unnamed."""

    meaning: str
    name: str | None
    role: str
    at: Moment
    entry: int


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of an attempt: who wrote it when, and whether it corrects the one before. Free reasons stay."""

    entry: int
    at: Moment
    by: str | None
    role: str
    why: Literal["first", "continued", "corrected", "rescreened"]


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry of an attempt said, by the protocol of its time."""

    screened: Moment
    protocol: Protocol
    age: int | None
    consent: Consented
    verdict: Literal["eligible", "ineligible", "undetermined"]
    not_yet: bool
    findings: tuple[Finding, ...]
    replies: tuple[Reply, ...]
    events: Mapping[str, tuple[Moment, ...]]
    periods: Mapping[str, tuple[Taken, ...]]
    labs: tuple[LabResult, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What was recorded of an attempt beside its entries: how it ended, that this was a mistake, or a deviation."""

    kind: Literal["ended", "taken_back", "deviation"]
    entry: int
    at: Moment
    by: str | None
    role: str
    ended: Ended | None = None
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt(Said):
    """One attempt at screening, as its newest entry has it; `history` lists every entry of it, the newest last.

    `versions` are what each entry of `history` said, in the same order; `acts` what was done meanwhile;
    `conclusions` the signatures on the other causes that stand.
    """

    number: str
    ordinal: int
    ended: Ended | None
    signature: Signature | None
    deviations: tuple[str, ...]
    history: tuple[Written, ...]
    versions: tuple[Said, ...] = ()
    acts: tuple[Act, ...] = ()
    conclusions: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A person with all attempts, in order; `id` is unique in the study, and the same in every attempt."""

    id: str
    sex: str | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one study's copy holds: those who consented, without what was struck through as entered in error.

    `protocols` are the versions that judged anybody, in the order in which they came into use, `since` the day of each
    by its fingerprint; `site` is None where the place must not be told. `made` is UTC; `head` and `length` are the
    book's.
    """

    study: str
    site: str | None
    privacy: Privacy
    dated: bool
    language: str
    made: str
    program: str
    length: int
    head: str
    protocols: tuple[Protocol, ...]
    subjects: Sequence[Subject]
    since: Mapping[str, str] = field(default_factory=dict)
