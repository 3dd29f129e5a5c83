"""How long from starting the process to the window, and to a form that takes a keystroke; beside a bare Qt window.

    python -m tests.bench.bench_start [runs]

The bare window holds one label. All run offscreen, taking turns, warm (bytecode compiled, files cached). The aim is
that the window takes input in at most twice the time: what is typed from then on waits for the form.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
AIM = 2.0
WARM_UPS = 2

BARE = """
import time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("A label"))
window.show()
while not window.windowHandle().isExposed():
    app.processEvents()
app.processEvents()
print(time.monotonic())
"""

OURS = """
import os, time
from gui.app import Start
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
start = Start(app)
start.window.show()
ready = []
start.ready.connect(lambda: ready.append(True))
while not start.window.windowHandle().isExposed():
    app.processEvents()
print(time.monotonic())
while not ready:
    app.processEvents()
app.processEvents()
field = start.window.findChild(QLineEdit, "subject.name")
app.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A"))
app.processEvents()
assert field.text() == "A"
print(time.monotonic(), flush=True)
os._exit(0)
"""

SET_UP = """
import sys
from pathlib import Path
from screening.protocol.catalogue import find
from screening.service import Actor, Site
protocol = find("NCT03976882").load()
Site.init(Path(sys.argv[1]), code="SH04", actor=Actor("Li Wei"), protocol=protocol).close()
"""


def main(runs: int) -> int:
    """Measure and print; the exit status says whether the aim was met."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        subprocess.run([sys.executable, "-c", SET_UP, env["ELIGO_DATA"]], env=env, check=True)
        for _ in range(WARM_UPS):
            measure(BARE, env), measure(OURS, env)
        pairs = [(measure(BARE, env), measure(OURS, env)) for _ in range(runs)]
    bare = [one for (one,), _ in pairs]
    told = {"a bare window": bare, "Eligo, the window": [one for _, (one, _) in pairs]}
    told["Eligo, the form takes a key"] = [one for _, (_, one) in pairs]
    for name, times in told.items():
        ratio = median(times) / median(bare)
        print(f"{name:28} median {median(times) * 1000:5.0f} ms, least {min(times) * 1000:5.0f}; ratio {ratio:.2f}")
    return 0 if median(told["Eligo, the window"]) <= AIM * median(bare) else 1


def environment(folder: Path) -> dict[str, str]:
    """Give an environment of the program's own, with its bytecode kept."""
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "ELIGO_DATA": str(folder / "data"),
        "ELIGO_CONFIG": str(folder / "config"),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    return {**{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}, **own}


def measure(code: str, env: dict[str, str]) -> list[float]:
    """Give the seconds from starting Python to each moment that the code prints."""
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)
    return [float(moment) - start for moment in done.stdout.split()]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 11))
