"""A real site in a folder that goes away, the page on top of it, and a worker that works at once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import theme
from gui.screen.page import ScreenPage
from gui.tasks import Lane
from screening.errors import EligoError
from screening.protocol import RULED_OUT, Protocol, loads
from screening.service import Actor, Site, today
from screening.wording import Words
from tests.gui.screen.helpers import opened

_T = TypeVar("_T")


class AtOnce:
    """Does the worker's work where it is asked for."""

    def run(
        self,
        op: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[EligoError], None],
        lane: Lane = Lane.BOOK,
    ) -> None:
        del lane
        try:
            result = op()
        except EligoError as error:
            failed(error)
        else:
            done(result)


class NamesLater(AtOnce):
    """Holds back whatever needs everybody's name until they were read, as in a long book just opened."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def run(
        self,
        op: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[EligoError], None],
        lane: Lane = Lane.BOOK,
    ) -> None:
        work = partial(super().run, op, done, failed)
        if lane is Lane.NAMES:
            self.held.append(work)
        else:
            work()

    def read(self) -> None:
        """Read the names, and do what waited for them."""
        while self.held:
            self.held.pop(0)()


def day(ahead: int) -> str:
    """Give a day from today on, as ISO text."""
    return (today() + timedelta(days=ahead)).isoformat()


def subject(**parts: Any) -> dict[str, Any]:
    """Give a fictitious subject who consented."""
    consent = {"given": True, "on": f"{day(-1)}T09:30", "form": "V1.2"}
    known = {"name": "张三丰", "hospital_number": "0042187", "birth_date": "1964-05-17", "sex": "male"}
    return {**known, "consent": consent, **parts}


def answers(protocol: Protocol, **changes: Any) -> dict[str, Any]:
    """Give answers that meet all criteria today."""
    causes = protocol.field["other_causes"].items  # type: ignore[union-attr]  # a worksheet
    return {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "planned_cycle_date": day(-8),
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [{"value": "68", "unit": "10*9/L", "on": day(-1)}],
        "other_causes": dict.fromkeys(causes, RULED_OUT),
        "brain_metastases": "none",
        **changes,
    }


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    text = files("resources").joinpath("protocols", "NCT03976882-2024-published.toml").read_text("utf-8")
    return loads(text)


@pytest.fixture
def site(tmp_path: Path, protocol: Protocol) -> Iterator[Site]:
    with Site.init(tmp_path / "site", code="SH04", actor=Actor("A. Li"), protocol=protocol) as opened:
        yield opened


@pytest.fixture
def look(qapp: QApplication) -> theme.Theme:
    made = theme.Theme()
    theme.apply(qapp, made)
    return made


@pytest.fixture
def make_page(qtbot: QtBot, site: Site, look: theme.Theme) -> Callable[..., ScreenPage]:
    """Make pages of the site, shown at 1280 x 800."""

    def make(language: str = "en", worker: AtOnce | None = None) -> ScreenPage:
        page = opened(site, Words(language, "long"), worker or AtOnce())
        qtbot.addWidget(page)
        page.resize(1280, 800)
        with qtbot.waitExposed(page):
            page.show()
        return page

    return make


@pytest.fixture
def page(make_page: Callable[..., ScreenPage]) -> ScreenPage:
    return make_page()


@pytest.fixture
def words() -> Callable[[str], Words]:
    """Give words as the program makes them."""
    return lambda language: Words(language, "long")
