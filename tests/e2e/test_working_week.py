"""A site's first week, through the real window, from an empty folder; a day of it is a file in `week`."""

from datetime import date
from pathlib import Path

from screening.service import Site, enter, today
from tests.e2e.week import amendment, follow_up, friday, reckoned
from tests.e2e.week.hands import COORDINATOR, INVESTIGATOR, SITE, SitDown, Who
from tests.e2e.week.monday import monday
from tests.e2e.week.thursday import thursday
from tests.e2e.week.tuesday import tuesday
from tests.e2e.week.wednesday import wednesday
from tests.gui.desk import Desk


def test_a_working_week(sit_down: SitDown, tmp_path: Path) -> None:
    """From an empty folder to a closed study: three people, ten patients, two laptops."""
    laptop, another, stick = (tmp_path / name for name in ("laptop", "another", "stick"))

    def morning(folder: Path, who: Who) -> Desk:
        desk = sit_down(folder)
        desk.sign_in(*who)
        return desk

    desk = sit_down(laptop)
    monday(desk)
    desk.shut()

    desk = morning(laptop, COORDINATOR)
    tuesday(desk, tmp_path / "tuesday.csv")
    desk.shut()

    desk = morning(laptop, INVESTIGATOR)
    wednesday(desk)
    desk.shut()

    desk = morning(laptop, COORDINATOR)
    thursday(desk)
    follow_up.followed_up(desk)
    desk.shut()

    desk = morning(laptop, INVESTIGATOR)
    follow_up.counted_by_arm(desk, tmp_path / "who got what.csv")
    friday.recruitment_pauses(desk)
    amendment.another_trial_is_begun(desk, tmp_path / "record.json")
    amendment.amendment_arrives(desk, tmp_path / "amended.toml")
    amendment.amendment_comes_into_use(desk)
    amendment.judged_again(desk)
    amendment.a_failure_stays_one(desk)
    friday.backed_up(desk, stick / "SH04.eligo-backup")
    friday.works_on(desk, stick / "after.csv")
    desk.die(laptop, tmp_path / "survived")

    desk = morning(tmp_path / "survived", COORDINATOR)
    friday.files_survive(desk)
    desk.shut()

    desk = sit_down(another)
    friday.restored(desk, stick / "SH04.eligo-backup")
    friday.study_closes(desk)
    desk.shut()
    friday.checked_by_others(another / "data", stick)
    friday.kept_for_25_years(another / "data", stick)

    with enter(another / "data", *COORDINATOR) as book:
        _says_what_happened(book)


def test_a_trial_of_the_site_s_own(sit_down: SitDown, tmp_path: Path) -> None:
    """From its file in the data folder to a patient in the log."""
    laptop = tmp_path / "laptop"
    reckoned.write_protocol(laptop / "data" / "protocols")
    desk = sit_down(laptop)
    reckoned.screened(desk)
    desk.shut()


def _says_what_happened(book: Site) -> None:
    """The book is whole, and says the same to whoever opens it after the week."""
    assert book.verify().ok
    rows = {row.number: row for row in book.log()}
    assert list(rows) == [f"{SITE}-{number:04}" for number in (*range(1, 9), 10)]
    assert {int(number[-4:]): (row.state, row.outcome) for number, row in rows.items() if number} == {
        1: ("current", "enrolled"),
        2: ("current", "screen_failure"),
        3: ("current", "declined"),
        4: ("current", "other"),
        5: ("struck", None),
        6: ("current", "enrolled"),
        7: ("current", "screen_failure"),
        8: ("current", None),
        10: ("current", None),
    }
    first = book.record(rows[f"{SITE}-0001"].seq)
    assert (first.person.name, first.said.verdict) == ("张三丰", "eligible")
    assert date.fromisoformat(first.row.on_day) == today()
    assert book.conduct.standing().state == "closed"
