"""Nothing is done without a word: every use case either reads, or writes just the entries that it should."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from screening import service
from screening.formats.lists import ListMapping, read_table, recognise
from screening.service import (
    Approval,
    Site,
    Wanted,
    archive,
    back_up,
    choose_password,
    enter,
    export,
    export_checklist,
    export_figure,
    export_month,
    export_replay,
    export_trail,
)
from screening.service.amendments import Amendments
from screening.service.conduct import Conduct
from screening.service.forgetting import Forgetting
from screening.service.intake import Reckoning
from screening.service.layouts import Layouts
from screening.service.listing import Listing
from screening.service.outcomes import Outcomes
from screening.service.prescreening import prescreen
from screening.service.queries import Queries
from screening.service.rules import SiteRules
from screening.service.saving import Case
from screening.service.signing import Signatures
from screening.service.staff import Staff
from screening.service.trail import Trail
from screening.service.versions import Versions
from screening.service.visits import Visits
from screening.wording import Words, trail_text
from tests.amended import amended
from tests.store import follow_acts
from tests.store.act_samples import answered
from tests.store.follow_samples import protocol as following
from tests.store.service_samples import ON, someone, with_answer
from tests.store.staffed import COORDINATOR, DOCTOR, as_coordinator, as_doctor, begin_staffed

EN = Words("en", "iso")
MONITOR = ("Mo Ni", "letters from the sponsor")
DAY = ON.isoformat()
PARTS = {
    "": Site,
    "staff": Staff,
    "rules": SiteRules,
    "signatures": Signatures,
    "outcomes": Outcomes,
    "conduct": Conduct,
    "forgetting": Forgetting,
    "trail": Trail,
    "queries": Queries,
    "visits": Visits,
    "listing": Listing,
    "layouts": Layouts,
    "amendments": Amendments,
    "versions": Versions,
    **follow_acts.PARTS,
}

READING = {
    *("layouts.known", "layouts.recall", "amendments.may_screen_again"),
    *("amendments.replay", "amendments.rescreening_due", "versions.history", "versions.reviews", "versions.was_in_use"),
    *("versions.in_the_way", "versions.signing_in_the_way"),
    *("assess", "log", "prescreening", "numbered", "cases_of", "record", "changes", "person", "find_people"),
    *("same_person", "next_number", "last_number", "head"),
    *("verify", "damaged_pages", "last_backup", "acting", "permits"),
    *("known_to_all", "copy_to", "rebuild", "abandon"),
    *("staff.all", "staff.named", "staff.attendance", "staff.failed_meanwhile", "staff.last_review", "staff.history"),
    *("staff.delegations", "staff.roles_on", "staff.confirm", "rules.all", "rules.get", "rules.backup_is_due"),
    "rules.backup_due_on",
    *("rules.password_is_old", "signatures.of", "signatures.asks_name", "signatures.in_the_way"),
    *("outcomes.of", "outcomes.counts", "outcomes.endings", "outcomes.flow", "outcomes.ways", "outcomes.in_the_way"),
    *("outcomes.numbered", "conduct.standing", "conduct.dates_leave"),
    *("trail.lines", "trail.coded", "trail.identified", "trail.history_of"),
    *("trail.changed", "trail.names", "trail.from_files", "trail.on_record"),
    *("queries.all", "queries.of", "queries.turns", "queries.corrections"),
    *("visits.held", "visits.last", "visits.since_last", "listing.begin", "listing.select", "listing.rows"),
    *("listing.read_names", "protocol_of", "conduct.dates"),
    *follow_acts.READING,
}
"""What leaves no entry: it reads, or checks. A checkpoint or a copy of the file is no entry either."""

TOOLS = {
    *("init", "open", "opened", "admit", "note", "seal", "manifest", "reading_aside", "signatures.follow"),
    *("signatures.signer", "signatures.signatory", "signatures.note_signature"),
}
"""What other use cases are made of; whoever uses them is in the table below."""

Act = Callable[[Site, Path], object]
CASE, SECOND = "SH04-0001", "SH04-0002"


def seq(site: Site, number: str = CASE) -> int:
    return site.numbered(number)[-1].seq


def query(site: Site, state: str) -> int:
    return next(one.id for one in site.queries.all(state))


def locked_and_back(site: Site) -> None:
    site.staff.lock("idle")
    site.staff.unlock(COORDINATOR[1])


def described(site: Site) -> ListMapping:
    return recognise(read_table(b"Test,Result,Unit,Date\nPLT,68,10^9/L,2026-11-22\n", "a.csv"), site.protocol)


def forgotten(site: Site, _folder: Path) -> None:
    site.layouts.remember(described(site))
    site.layouts.forget(described(site).fingerprint)


def prescreened(site: Site, folder: Path) -> None:
    (folder / "cohort.csv").write_text("subject_id,tumour_type\nP1,solid\n", "utf-8")
    prescreen(site, site.protocol, folder / "cohort.csv", ON, folder / "result.parquet")


def dismissed(site: Site) -> None:
    """Somebody fails by the limit that an amendment raises, and is not screened again."""
    count = {"value": "80", "unit": "10*9/L", "on": DAY}
    failed = site.save(with_answer(answered("eligible", someone("new")), platelets=[count]), ON).seq
    site.outcomes.record(failed, "screen_failure", primary="I3")
    site.versions.sign_review(amended(), DOCTOR[1])
    site.versions.activate(amended(), Approval(DAY, "sponsor"))
    site.amendments.dismiss(failed, "moved away")


ACTS: dict[str, tuple[tuple[str, str], Act, list[str]]] = {
    "save": (COORDINATOR, lambda site, _: site.save(someone("new"), ON), ["person_identified", "assessed"]),
    "save_all": (
        COORDINATOR,
        lambda site, _: site.save_all([Case(someone("new"), ON), Case(someone("other"), ON)]),
        ["person_identified", "assessed"] * 2,
    ),
    "add": (COORDINATOR, lambda site, _: site.add([Case(someone("new"), ON)]), ["person_identified", "assessed"]),
    "save from a file": (
        COORDINATOR,
        lambda site, _: site.save(someone("new"), ON, imports=[Reckoning("lab.csv", "c3" * 32, "table", "Xu Dan", ())]),
        ["imported", "person_identified", "assessed"],
    ),
    "save again": (
        COORDINATOR,
        lambda site, _: site.save(someone("A"), ON, former=seq(site), corrects=True, reason="read again"),
        ["assessed"],
    ),
    "strike": (COORDINATOR, lambda site, _: site.strike(seq(site, SECOND), "another's"), ["entered_in_error"]),
    "close": (COORDINATOR, lambda site, _: site.close(), ["signed_out"]),
    "signatures.sign": (
        DOCTOR,
        lambda site, _: site.signatures.sign(seq(site, SECOND), "acknowledges", DOCTOR[1]),
        ["signed"],
    ),
    "outcomes.record": (
        COORDINATOR,
        lambda site, _: site.outcomes.record(seq(site), "withdrew", primary="health_worse"),
        ["outcome_recorded"],
    ),
    "outcomes.take_back": (
        COORDINATOR,
        lambda site, _: site.outcomes.take_back(seq(site, "SH04-0003"), "the wrong person"),
        ["outcome_taken_back"],
    ),
    "outcomes.deviation": (
        COORDINATOR,
        lambda site, _: site.outcomes.deviation(seq(site, "SH04-0003"), "E1", DAY, "found later"),
        ["deviation_recorded"],
    ),
    "conduct.pause": (DOCTOR, lambda site, _: site.conduct.pause("safety"), ["recruitment_paused"]),
    "conduct.resume": (
        DOCTOR,
        lambda site, _: (site.conduct.pause("site"), site.conduct.resume()),
        ["recruitment_paused", "recruitment_resumed"],
    ),
    "versions.sign_review": (
        DOCTOR,
        lambda site, _: site.versions.sign_review(amended(), DOCTOR[1]),
        ["rules_reviewed"],
    ),
    "versions.activate": (
        DOCTOR,
        lambda site, _: (
            site.versions.sign_review(amended(), DOCTOR[1]),
            site.versions.activate(amended(), Approval(DAY, "sponsor")),
        ),
        ["rules_reviewed", "protocol_activated"],
    ),
    "amendments.dismiss": (
        DOCTOR,
        lambda site, _: dismissed(site),
        [
            *("person_identified", "assessed", "outcome_recorded", "rules_reviewed", "protocol_activated"),
            "rescreening_dismissed",
        ],
    ),
    "conduct.let_dates_leave": (DOCTOR, lambda site, _: site.conduct.let_dates_leave(True), ["setting_changed"]),
    "conduct.close": (DOCTOR, lambda site, _: site.conduct.close(), ["study_closed"]),
    "forgetting.forget": (
        COORDINATOR,
        lambda site, _: site.forgetting.forget(site.numbered(SECOND)[0].person, "asked"),
        ["person_forgotten"],
    ),
    "queries.ask": (MONITOR, lambda site, _: site.queries.ask(seq(site), "Why?"), ["query_raised"]),
    "queries.answer": (
        COORDINATOR,
        lambda site, _: site.queries.answer(query(site, "open"), "So."),
        ["query_answered"],
    ),
    "queries.ask_again": (
        MONITOR,
        lambda site, _: site.queries.ask_again(query(site, "answered"), "How?"),
        ["query_reopened"],
    ),
    "queries.close": (MONITOR, lambda site, _: site.queries.close(query(site, "answered")), ["query_closed"]),
    "visits.hold": (MONITOR, lambda site, _: site.visits.hold(), ["visit_held"]),
    "staff.add": (
        COORDINATOR,
        lambda site, _: site.staff.add("Li Na", ["coordinator"], verified="card"),
        ["account_opened"],
    ),
    "staff.give_roles": (
        COORDINATOR,
        lambda site, _: site.staff.give_roles(DOCTOR[0], ["investigator", "coordinator"]),
        ["roles_given"],
    ),
    "staff.close": (COORDINATOR, lambda site, _: site.staff.close(MONITOR[0], "visits are over"), ["account_closed"]),
    "staff.reopen": (
        COORDINATOR,
        lambda site, _: (site.staff.close(MONITOR[0], "over"), site.staff.reopen(MONITOR[0])),
        ["account_closed", "account_reopened", "password_set"],
    ),
    "staff.reset": (COORDINATOR, lambda site, _: site.staff.reset(MONITOR[0]), ["password_set"]),
    "staff.review": (COORDINATOR, lambda site, _: site.staff.review(), ["accounts_reviewed"]),
    "staff.new_recovery_key": (COORDINATOR, lambda site, _: site.staff.new_recovery_key(), ["recovery_key_made"]),
    "staff.change_password": (
        COORDINATOR,
        lambda site, _: site.staff.change_password(COORDINATOR[1], "a wide river in autumn"),
        ["password_set"],
    ),
    "staff.lock": (COORDINATOR, lambda site, _: site.staff.lock("idle"), ["signed_out"]),
    "staff.unlock": (COORDINATOR, lambda site, _: locked_and_back(site), ["signed_out", "signed_in"]),
    "staff.delegate": (DOCTOR, lambda site, _: site.staff.delegate(DOCTOR[0], principal=True), ["delegated"]),
    "staff.end_delegation": (DOCTOR, lambda site, _: site.staff.end_delegation(DOCTOR[0]), ["delegation_ended"]),
    "rules.change": (
        COORDINATOR,
        lambda site, _: site.rules.change(next(iter(site.rules.all())), 9),
        ["setting_changed"],
    ),
    **follow_acts.ACTS,
    "export": (
        MONITOR,
        lambda site, folder: export(site, folder / "log.csv", EN),
        ["exported"],
    ),
    "export_checklist": (
        MONITOR,
        lambda site, folder: export_checklist(site, folder / "a.pdf", EN, seq(site)),
        ["exported"],
    ),
    "export_month": (
        COORDINATOR,
        lambda site, folder: export_month(
            site, folder / "month.pdf", EN, site.today.cases(site.today.entries(), ON), ON
        ),
        ["exported"],
    ),
    "export_figure": (
        MONITOR,
        lambda site, folder: export_figure(site, folder / "flow.svg", EN),
        ["exported"],
    ),
    "export_replay": (
        COORDINATOR,
        lambda site, folder: export_replay(site, folder / "who.csv", EN, site.amendments.replay(amended())),
        ["exported"],
    ),
    "export_trail": (
        COORDINATOR,
        lambda site, folder: export_trail(site, folder / "trail.csv", EN, identified=True),
        ["exported"],
    ),
    "layouts.remember": (COORDINATOR, lambda site, _: site.layouts.remember(described(site)), ["list_described"]),
    "layouts.forget": (COORDINATOR, forgotten, ["list_described", "list_forgotten"]),
    "prescreen": (COORDINATOR, prescreened, ["prescreened"]),
    "archive": (COORDINATOR, lambda site, folder: archive(site, folder / "a.zip", EN), ["archived"]),
    "back_up": (COORDINATOR, lambda site, folder: back_up(site, folder / "copy.backup"), ["backed_up"]),
}

ELSEWHERE = {
    *("begin_accounts", "begin_with_accounts", "choose_password", "enter", "recover", "restoring"),
    *("join", "move"),
}
"""What comes before or after somebody is at work: test_entrance, test_service_backups and test_shared_site have it."""

PLAIN = {
    *("exists", "figure_about", "has_accounts", "has_people", "is_address", "manifest_of", "offered"),
    *("prepare", "preview", "read_proof", "read_template"),
    *("save_review_pack", "second_look", "second_look_back", "server_of", "today"),
    *("begin_from_file", "blank_draft", "next_version", "save_draft_as", "write_skeleton"),
}
"""What only reads, and what writes a file that has nothing to do with a book."""


def test_every_use_case_is_known_here() -> None:
    """A1, A14: a new one is put into one of these tables, so that nobody forgets what it has to record."""
    methods = {
        f"{part}.{name}".lstrip(".")
        for part, kind in PARTS.items()
        for name in dir(kind)
        if not name.startswith("_") and callable(getattr(kind, name))
    }
    assert methods - READING - TOOLS - ACTS.keys() == set()
    assert (READING | TOOLS) - methods == set()
    functions = {name for name in service.__all__ if name[0].islower()}
    assert functions - PLAIN - ELSEWHERE - ACTS.keys() == set()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a book in which everything can be done: cases in every standing, two queries, people of every role."""
    folder = tmp_path_factory.mktemp("acts") / "site"
    begin_staffed(folder, protocol=following())
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        cases = [site.save(answered("eligible", someone(number)), ON).seq for number in ("A", "B", "C")]
        with as_doctor(folder) as doctor:
            doctor.signatures.sign(cases[2], "confirms", DOCTOR[1])
        site.outcomes.record(cases[2], "enrolled", on=DAY)
        with enter(folder, *MONITOR) as monitor:
            ids = [monitor.queries.ask(cases[0], text).seq for text in ("Where?", "When?")]
        site.queries.answer(ids[0], "Here.")
    return folder


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_recorded_by_the_computer(prepared: Path, tmp_path: Path, name: str) -> None:
    """A1, A2, A14: just these entries, each with who, in which role, when in UTC and by which clock, and a sentence."""
    (person, password), act, kinds = ACTS[name]
    folder = Path(shutil.copytree(prepared, tmp_path / "site"))
    with enter(folder, person, password) as site:
        before = site.head().length
        roles = next(one.roles for one in site.staff.all() if one.name == person)
        act(site, tmp_path)
    with as_doctor(folder) if name == "staff.change_password" else enter(folder, *DOCTOR) as site:
        entries = list(site.reader.entries(after=before))[: len(kinds)]
        told = {line.seq: line for line in site.trail.lines(Wanted(after=before))}
        assert [one.kind for one in entries] == kinds
        for entry in entries:
            assert (entry.actor, entry.role in roles) == (person, True)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry.at)
            assert re.fullmatch(r"[+-]\d\d:\d\d", entry.zone)
            line = told[entry.seq]
            assert (line.who, line.role, line.site, line.at) == (person, entry.role, "SH04", entry.at)
            assert trail_text(line.kind, line.payload, site.trail.names(), EN)
        assert site.verify().ok


def test_reading_leaves_no_entry(prepared: Path, tmp_path: Path) -> None:
    """A14: what is looked at is not counted as done, and nobody's reading makes the book longer."""
    folder = Path(shutil.copytree(prepared, tmp_path / "site"))
    with as_doctor(folder) as site:
        before = site.head()
        entry, person = seq(site), site.numbered(CASE)[0].person
        looks: list[Callable[[], Any]] = [
            *(site.log, site.prescreening, site.next_number, site.last_number, site.verify, site.damaged_pages),
            *(site.rebuild, site.last_backup, site.staff.all, site.staff.history, site.staff.attendance),
            *(site.staff.delegations, site.rules.all, site.outcomes.counts, site.outcomes.endings, site.outcomes.flow),
            *(site.conduct.standing, site.trail.names, site.queries.all, site.visits.held, site.visits.last),
            *(
                partial(list, site.trail.lines()),
                partial(list, site.trail.coded()),
                partial(list, site.trail.identified()),
            ),
            *(partial(site.record, entry), partial(site.changes, entry), partial(site.person, person)),
            *(partial(site.cases_of, person), partial(site.find_people, "Person"), partial(site.numbered, CASE)),
            *(partial(site.signatures.of, entry), partial(site.outcomes.of, entry)),
            *(partial(site.trail.history_of, entry, "on"), partial(list, site.visits.since_last())),
            *(partial(site.trail.changed, entry), partial(site.queries.of, entry)),
            *(partial(site.queries.turns, query(site, "open")), partial(site.queries.corrections, query(site, "open"))),
        ]
        for look in looks:
            look()
        assert site.head() == before
