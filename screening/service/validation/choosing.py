"""A plugin of pytest: of all tests in the files that it is given, only those of a list are run."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

OPTION = "--only-listed"


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Take the file that lists the tests, one a line as `path::name`."""
    parser.addoption(OPTION, dest="only_listed", metavar="FILE")


def pytest_collection_modifyitems(config: "pytest.Config", items: "list[pytest.Item]") -> None:
    """Leave the tests of the list, with all their parameters."""
    wanted = set(Path(str(config.getoption("only_listed"))).read_text("utf-8").splitlines())
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (kept if item.nodeid.partition("[")[0] in wanted else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
