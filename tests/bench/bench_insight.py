"""How long do Insight and an amendment's replay keep somebody waiting? Run: python -m tests.bench.bench_insight [CASES]

The real pages on the offscreen platform over a real, encrypted book made for this: Insight over all of it (100,000
cases unless told otherwise), a replay of a tenth as many. Told are the whole time, the longest time that the window
answered nobody meanwhile, and ratios to yardsticks of the same run: the plain counting of the rows by their verdict,
and the bare judging of as many histories. It fails where the window stands still longer than a blink, or where a
replay, which takes its time, doesn't say how far it is.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gui import theme
from gui.insight.page import InsightPage
from gui.tasks import Lane, Tasks
from screening.engine import assess
from screening.patient import read_history
from screening.service import Site, today
from screening.wording import Words
from tests.amended import amended
from tests.bench.long_book import build
from tests.store.service_samples import history

CASES, BLINK_MS = 100_000, 100.0
EN = Words("en", "long")


def main() -> int:
    """Measure both; 1 where somebody would wait without a word."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme())
    with TemporaryDirectory() as folder:
        worst = [_insight(app, Path(folder) / "all", cases), _replay(app, Path(folder) / "tenth", cases // 10)]
    return int(any(one > BLINK_MS for one in worst))


def _insight(app: QApplication, folder: Path, cases: int) -> float:
    build(folder, cases)
    with Site.open(folder) as site:
        start = time.perf_counter()
        site.reader.rows("SELECT verdict, count(*) FROM log_case WHERE study = ? GROUP BY verdict", (site.study,))
        plain = time.perf_counter() - start
        tasks = Tasks()
        start = time.perf_counter()
        page = InsightPage(site=site, words=EN, tasks=tasks)
        page.show()
        worst = _watch(app, lambda: not tasks.busy)
        page.grab()
        took = time.perf_counter() - start
        told = f"insight {cases:,} entries: {took * 1e3:8.0f} ms, {took / plain:.1f} x plain counting"
        print(f"{told}; still {worst:.0f} ms")
        page.close()
        tasks.drop()
    return worst


def _replay(app: QApplication, folder: Path, cases: int) -> float:
    build(folder, cases)
    with Site.open(folder) as site:
        protocol, start = site.protocol, time.perf_counter()
        for _ in range(1_000):
            assess(protocol, read_history(history(), protocol), today())
        bare = (time.perf_counter() - start) / 1_000
        tasks, told, done = Tasks(), [0], [False]

        def progress(read: int, of: int) -> None:
            del of
            told[0] = max(told[0], read)
            tasks.give_way(Lane.CHECK)

        start = time.perf_counter()
        tasks.run(
            lambda: site.amendments.replay(amended(), progress=progress),
            lambda found: done.__setitem__(0, bool(found)),
            print,
            Lane.CHECK,
        )
        worst = _watch(app, lambda: not tasks.busy)
        took = time.perf_counter() - start
        ratio = took / (2 * bare * max(told[0], 1))
        print(f"replay  {told[0]:,} cases: {took:8.1f} s, {ratio:.1f} x judging them twice; still {worst:.0f} ms")
        tasks.drop()
    return worst if done[0] and told[0] else float("inf")


def _watch(app: QApplication, done: Callable[[], bool]) -> float:
    """Let events run until something is so; gives the longest time, in ms, for which none did."""
    worst = 0.0
    while not done():
        start = time.perf_counter()
        app.processEvents()
        time.sleep(0.001)
        worst = max(worst, (time.perf_counter() - start - 0.001) * 1e3)
    start = time.perf_counter()
    app.processEvents()
    return max(worst, (time.perf_counter() - start) * 1e3)


if __name__ == "__main__":
    sys.exit(main())
