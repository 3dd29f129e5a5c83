"""Make a folder of Eligo that runs where no Python is; on Debian and Ubuntu a package (.deb) of it, too.

    python3 run.py bundle [--deb] [--try] [-o DIR]

The folder holds the program, the licences of all that it is made of, and a bill of materials (CycloneDX). What it is
made of is pinned with hashes in `resources/installers/requirements.lock`, and times in it are those of the last commit.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution, version
from pathlib import Path, PurePath

from run import BUNDLE_LOCK, DISPLAY, DRAWING, ROOT, SAMPLE, SAMPLE_DAY
from screening.service.validation.versions import normal

INSTALLERS = ROOT / "resources" / "installers"
PATIENCE = 60.0
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LICENCE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
_DIGITS = re.compile(r"[^0-9A-Za-z.+~]")


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python3 run.py bundle", description=__doc__)
    parser.add_argument("--deb", action="store_true", help="make a Debian package of the folder as well")
    parser.add_argument("--try", dest="tried", action="store_true", help="see that it runs, in an empty environment")
    parser.add_argument("-o", dest="output", type=Path, default=ROOT / "dist", help="where it goes")
    options = parser.parse_args()
    made = [folder := bundle(options.output.resolve())]
    if options.deb:
        made.append(deb(folder, options.output.resolve()))
    print(*made, sep="\n")
    faults = list(faults_of(folder)) if options.tried else []
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


# --- the folder ---


def bundle(output: Path) -> Path:
    """Make the folder, with its licences and its bill of materials."""
    with tempfile.TemporaryDirectory() as work:
        fixed = {"SOURCE_DATE_EPOCH": str(committed()), "PYTHONHASHSEED": "1"}
        subprocess.run(
            [
                *(sys.executable, "-m", "PyInstaller", str(INSTALLERS / "eligo.spec"), "--noconfirm"),
                *("--log-level", "ERROR", "--distpath", str(output), "--workpath", work),
            ],
            env={**os.environ, **fixed, **icon(Path(work))},
            check=True,
        )
    folder = output / "eligo"
    forget_this_machine(folder)
    parts = [*shipped("eligo"), "pyinstaller"]
    copy_licences(folder / "licences", parts)
    write_bill(folder / "bill-of-materials.json", [one for one in parts if one != "eligo"])
    return folder


def forget_this_machine(folder: Path) -> None:
    """Take out where the parts had been installed: the same commit gives the same bytes, whoever makes it where."""
    for name in ("RECORD", "direct_url.json"):
        for path in folder.rglob(f"*.dist-info/{name}"):
            path.unlink()


def icon(folder: Path) -> dict[str, str]:
    """Draw the program's icon in the form that this system's programs bear; Linux wants none inside."""
    ending = {"win32": "ico", "darwin": "icns"}.get(sys.platform)
    return {"ELIGO_ICON": str(drawn(folder / f"eligo.{ending}"))} if ending else {}


def drawn(path: Path) -> Path:
    """Draw the icon into a file; its ending says in which format."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(256, 256, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "app.svg")).render(painter)
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"{path.name} can't be drawn")
    return path


def committed() -> int:
    """Give the time of the last commit; where there is none, that of the changelog."""
    found = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(found.stdout) if found.stdout.strip() else int((ROOT / "CHANGELOG.md").stat().st_mtime)


def shipped(name: str) -> list[str]:
    """Name a distribution and all that it asks for on this system, each once, in order."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found and (there := _installed(one)):
            found[one] = None
            asked = (line for line in there.requires or () if "extra ==" not in line)
            waiting += [normal(match[0]) for line in asked if (match := _NAME.match(line))]
    return sorted(found)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except ModuleNotFoundError:
        return None


def copy_licences(folder: Path, names: list[str]) -> None:
    """Copy the texts under which each part may be passed on; of a part that carries none, write down which they are."""
    for name in names:
        part = distribution(name)
        texts = [Path(str(one.locate())) for one in part.files or () if _is_licence(one)]
        for text in filter(Path.is_file, texts):
            target = folder / name / text.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, target)
        if not (folder / name).is_dir():
            told = next((part.metadata[key] for key in ("License-Expression", "License") if key in part.metadata), "?")
            write(folder / name / "LICENCE.txt", f"{name} {part.version} carries no text of its licence: {told}\n")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")


def _is_licence(path: PurePath) -> bool:
    """Say whether a file is one by its name, or by that of its folder."""
    return path.suffix not in (".py", ".h") and any(map(_LICENCE.search, path.parts))


def write_bill(path: Path, names: list[str]) -> None:
    """Write which parts, in which versions with which hashes, it is made of (CycloneDX JSON)."""
    pins = re.split(r"^(?=\S)", BUNDLE_LOCK.read_text("utf-8"), flags=re.MULTILINE)
    by_name = {normal(match[0]): pin for pin in pins if (match := _NAME.match(pin))}
    with tempfile.TemporaryDirectory() as work:
        listed = Path(work) / "requirements.txt"
        listed.write_text("".join(by_name[one] for one in names if one in by_name), "utf-8")
        subprocess.run(
            [
                *(sys.executable, "-m", "cyclonedx_py", "requirements", str(listed), "--output-reproducible"),
                *("--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON", "-o", str(path)),
            ],
            check=True,
        )


# --- the Debian package ---


def deb(folder: Path, output: Path) -> Path:
    """Make the package; `dpkg-deb` comes with Debian and Ubuntu."""
    release = _DIGITS.sub("~", version("eligo"))
    kind = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    committed_at = committed()
    target = output / f"eligo_{release}_{kind}.deb"
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work) / "eligo"
        shutil.copytree(folder, tree / "usr" / "lib" / "eligo", symlinks=True)
        fill(tree, release)
        size = sum(one.stat().st_size for one in tree.rglob("*") if one.is_file()) // 1024
        write(tree / "DEBIAN" / "control", control(release, kind, size))
        for path in tree.rglob("*"):
            os.utime(path, (committed_at, committed_at), follow_symlinks=False)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(committed_at)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return target


def fill(tree: Path, release: str) -> None:
    """Put beside the program what a desktop looks for."""
    share = tree / "usr" / "share"
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "eligo").symlink_to("../lib/eligo/eligo")
    day = datetime.fromtimestamp(committed(), UTC).date().isoformat()
    about = (INSTALLERS / "org.eligo.Eligo.metainfo.xml").read_text("utf-8")
    write(
        share / "metainfo" / "org.eligo.Eligo.metainfo.xml",
        about.replace("@VERSION@", release).replace("@DATE@", day),
    )
    write(share / "applications" / "eligo.desktop", (INSTALLERS / "eligo.desktop").read_text("utf-8"))
    icon = share / "icons" / "hicolor" / "scalable" / "apps" / "eligo.svg"
    write(icon, (ROOT / "resources" / "icons" / "app.svg").read_text("utf-8"))
    write(share / "doc" / "eligo" / "copyright", (ROOT / "LICENSE").read_text("utf-8"))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o644)


def control(release: str, kind: str, size: int) -> str:
    """Say what the package is and what it needs of the system."""
    needs = ", ".join(["libc6", *sorted({*DRAWING.values(), *DISPLAY.values()})])
    return (
        f"Package: eligo\nVersion: {release}\nArchitecture: {kind}\nMaintainer: The Eligo team <eligo@localhost>\n"
        f"Installed-Size: {size}\nDepends: {needs}\nSection: science\nPriority: optional\n"
        "Description: screening log for clinical trials\n"
        " Eligo checks a patient against a trial's criteria, says why, says what is missing and from which day to\n"
        " which day the patient qualifies, and keeps a screening log that nobody can quietly change.\n"
    )


# --- does it run? ---


def faults_of(folder: Path) -> Iterator[str]:
    """Yield what the folder can't do in an environment without Python, and where its answers differ from ours."""
    program = folder / ("eligo.exe" if sys.platform == "win32" else "eligo")
    ours = [sys.executable, "-m", "screening.cli"]
    sample = ("assess", str(SAMPLE), "--on", SAMPLE_DAY, "--json")
    for arguments in (("--version",), ("protocol", "list"), sample):
        expected, got = answer([*ours, *arguments]), answer([str(program), *arguments])
        if not got or got != expected:
            yield f"`eligo {' '.join(arguments[:2])}` answers otherwise than from source"
    if not reads_a_workbook(program):
        yield "a workbook can't be read"
    bill = json.loads((folder / "bill-of-materials.json").read_text("utf-8"))
    if len(bill.get("components", ())) < 10:
        yield "the bill of materials names too few parts"
    with tempfile.TemporaryDirectory() as work:
        if not answer([str(program), "protocol", "review", "NCT03976882", "-o", f"{work}/pack.pdf"]):
            yield "a PDF can't be made"
        if not answer([str(program), "validate", "-o", f"{work}/pack", "--data", work]):
            yield "`eligo validate` finds the installation faulty"
        if not stays_open(program, Path(work)):
            yield "the window does not stay open"


def reads_a_workbook(program: Path) -> bool:
    """Judge a population of one out of a workbook, which is opened in a process of its own."""
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory() as work:
        with Workbook(f"{work}/patients.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_column(0, 0, ["subject_id", "P-1"])
        return bool(answer([str(program), "prescreen", f"{work}/patients.xlsx", "-o", f"{work}/result.parquet"]))


def bare(folder: Path | None = None) -> dict[str, str]:
    """Give an environment in which no Python of this machine is found."""
    kept = {key: os.environ[key] for key in ("DISPLAY", "SYSTEMROOT", "TEMP", "XDG_RUNTIME_DIR") if key in os.environ}
    home = str(folder or Path(tempfile.gettempdir()))
    return {**kept, "PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


def answer(command: list[str]) -> str:
    """Give what a command prints; nothing where it fails."""
    done = subprocess.run(command, env=bare(), cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else ""


def stays_open(program: Path, folder: Path) -> bool:
    """Open the window over an empty folder, see that it stays, and close it."""
    with subprocess.Popen([str(program)], env=bare(folder), stderr=subprocess.PIPE) as window:
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline and window.poll() is None:
            time.sleep(0.2)
        stayed = window.poll() is None
        window.terminate()
        words = window.communicate(timeout=PATIENCE)[1]
    if words.strip():
        print(words.decode(errors="replace"), file=sys.stderr)
    return stayed


if __name__ == "__main__":
    sys.exit(main())
