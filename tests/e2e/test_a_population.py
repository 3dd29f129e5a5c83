"""From a file of the hospital's to a case in the log, through the real window."""

from pathlib import Path

from screening.service import enter
from tests.e2e.week.hands import COORDINATOR, SitDown, begin_site
from tests.e2e.week.population import one_of_them_is_screened, whoever_may_qualify_is_found


def test_a_day_that_begins_with_a_list(sit_down: SitDown, tmp_path: Path) -> None:
    """The book is whole afterwards, and nothing but the result and its report was left beside the file."""
    desk = sit_down(tmp_path / "laptop")
    begin_site(desk)
    lists = tmp_path / "lists"
    lists.mkdir()
    whoever_may_qualify_is_found(desk, lists)
    one_of_them_is_screened(desk)
    desk.shut()
    names = {one.name for one in lists.iterdir()}
    assert names == {"clinic.csv", "clinic-result.xlsx", "clinic-result.xlsx.left-out.csv"}
    with enter(tmp_path / "laptop" / "data", *COORDINATOR) as book:
        assert book.verify().ok
