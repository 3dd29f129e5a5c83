"""How far an archive is, and giving it up."""

from pathlib import Path

import pytest

from screening.errors import StoreError
from screening.service import archive
from screening.wording import Words
from tests.store.service_samples import ON, begun, history, someone

EN = Words("en", "iso")


class Course:
    """Listens for a while, and wants no more after so many words."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.told: list[float] = []

    def progress(self, done: int, of: int) -> None:
        self.told.append(done / of)
        if len(self.told) > self.most:
            raise StoreError("given up")


@pytest.mark.parametrize("identified", [False, True])
def test_an_archive_says_how_far_it_is_and_can_be_given_up(tmp_path: Path, identified: bool) -> None:
    """It goes forward to the end; given up at any moment, nothing is left and nothing was noted."""
    away = tmp_path / "away"
    away.mkdir()
    with begun(tmp_path / "site") as site:
        site.save(history(), ON)
        for number in range(80):
            site.save(someone(f"N-{number}"), ON)
        whole = Course(1_000)
        archive(site, tmp_path / "a.zip", EN, identified=identified, progress=whole.progress)
        assert len(whole.told) > 4 and whole.told == sorted(whole.told) and whole.told[-1] == 1
        length = site.head().length
        for most in range(len(whole.told)):
            with pytest.raises(StoreError, match="given up"):
                archive(site, away / "b.zip", EN, identified=identified, progress=Course(most).progress)
            assert list(away.iterdir()) == [] and site.head().length == length
