"""Set Eligo up in a private environment beside this file, once, and run it.

    python3 run.py                    open the program (without a display: assess the sample patient)
    python3 run.py COMMAND ...        any command of eligo, such as `assess HISTORY.json`
    python3 run.py test               run every check
    python3 run.py test --fast        run what daily work needs; `test PATH ...` runs the tests named
    python3 run.py test --long        run the patient tests; `test --bench` measures the speed
    python3 run.py test --spark       run the tests that need Spark, and Java with it
    python3 run.py bundle             make a folder that runs where no Python is; `--deb` a package of it
    python3 run.py lock               pin the newest permitted packages anew (for developers)
    python3 run.py --wheels DIR ...   set up from a folder of wheels, without a network

On Windows say `py run.py`.
"""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 14):  # before anything that an old Python can't read
    sys.exit(
        "Eligo needs Python 3.11, 3.12, 3.13 or 3.14; this one is {}.{}. "
        "Call the right one by its name, for example: python3.12 run.py".format(*sys.version_info[:2])
    )

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BUNDLE_LOCK = ROOT / "resources" / "installers" / "requirements.lock"
STAMP = "eligo-stamp"
SAMPLE = ROOT / "resources" / "samples" / "first-patient.json"
SAMPLE_DAY = "2026-11-23"
WINDOWS = sys.platform == "win32"

# How pip's words show that nothing could be reached.
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ReadTimeout",
    "SSLError",
    "ProxyError",
)

# What `run.py lock` asks of uv.
COMPILE = (
    *("pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--upgrade", "--quiet", "--no-header", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links"),
    # Without its extra a pin does not hold `coverage[toml]`: pip then takes the newest one, and refuses it.
    "--no-strip-extras",
)

# What Qt takes from the system: a library to look for, and the Debian package that brings it.
DRAWING = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
DISPLAY = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def main(arguments: list[str]) -> None:
    """Do what the command line asks; ends the process."""
    if arguments[:1] == ["--wheels"]:
        use_wheels(arguments[1:2])
        arguments = arguments[2:]
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
    elif arguments[:1] == ["test"]:
        test(arguments[1:])
    elif arguments[:1] == ["bundle"]:
        bundle(arguments[1:])
    elif arguments == ["lock"]:
        write_lock()
    else:
        program(arguments)


def program(arguments: list[str]) -> NoReturn:
    """Run eligo with the given arguments, or the sample patient where a window can't be shown."""
    need_packages(DRAWING | DISPLAY if not arguments and has_display() else {})
    command = eligo(project_environment())
    if not arguments and not has_display():
        say("There is no display here, so no window can open. The sample patient, on the command line.\n")
        arguments = ["assess", str(SAMPLE), "--on", SAMPLE_DAY]
    launch([*command, *arguments])


def test(arguments: list[str]) -> NoReturn:
    """Run the checks in the private environment."""
    need_packages(DRAWING)
    python = project_environment()
    os.chdir(ROOT)
    launch([str(python), "-m", "tests.everything", *arguments])


def bundle(arguments: list[str]) -> NoReturn:
    """Make the folder that runs where no Python is, in an environment of its own."""
    need_packages(DRAWING | DISPLAY)  # they go with it
    python = environment(ROOT / ".venv-bundle", BUNDLE_LOCK.read_text("utf-8"), project=True)
    launch([str(python), str(ROOT / ".ci" / "bundle.py"), *arguments])


def launch(command: list[str]) -> NoReturn:
    """Become the command; Windows can't, so there it is waited for."""
    sys.stderr.flush()
    if WINDOWS:
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def has_display() -> bool:
    """Tell whether a window can be seen; a platform that someone chose for Qt decides."""
    platform_of_qt = os.environ.get("QT_QPA_PLATFORM", "")
    if platform_of_qt or WINDOWS or sys.platform == "darwin":
        return not platform_of_qt.startswith(("offscreen", "minimal"))
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- the private environment ---


def project_environment() -> Path:
    """Return the Python of the environment that has the locked packages and this project."""
    return environment(VENV, LOCK.read_text("utf-8"), project=True)


def environment(folder: Path, requirements: str, *, project: bool) -> Path:
    """Return the Python of an environment with exactly these packages, made now where it isn't there."""
    version = "{}.{}".format(*sys.version_info)
    wanted = "\n".join([version, sys.base_prefix, str(folder), digest(requirements)])
    if is_ready(folder, wanted):
        return interpreter(folder)
    try:
        with one_at_a_time(folder.with_name(folder.name + ".lock")):
            if not is_ready(folder, wanted):  # another run may have made it while this one waited
                replace_environment(folder, requirements, project=project)
                (folder / STAMP).write_text(wanted, "utf-8")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The environment {folder} can't be made: {error}")
    return interpreter(folder)


def is_ready(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP  # written last
    return stamp.is_file() and stamp.read_text("utf-8") == wanted and interpreter(folder).exists()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


def eligo(python: Path) -> list[str]:
    """Return the command that runs eligo beside this Python."""
    return [str(python.with_name("eligo.exe"))] if WINDOWS else [str(python), str(python.with_name("eligo"))]


def replace_environment(folder: Path, requirements: str, *, project: bool) -> None:
    """Make the environment anew; the former one stays aside until then, and comes back if that fails."""
    former = folder.with_name(folder.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        say(f"{folder.name} is out of date or incomplete, so it is made anew.")
        folder.rename(former)
    try:
        fill_environment(folder, requirements, project=project)
    except BaseException:  # Ctrl-C too
        shutil.rmtree(folder, ignore_errors=True)
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def fill_environment(folder: Path, requirements: str, *, project: bool) -> None:
    say(f"Setting up {folder.name}, once. This takes a minute and 500 MB of disk.")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, stdout=sys.stderr)
    pinned = folder / "pinned.txt"
    pinned.write_text(requirements, "utf-8")
    python = interpreter(folder)
    pip_install(python, "--require-hashes", "--only-binary=:all:", "-r", str(pinned))
    if project:
        pip_install(python, "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    say(f"{folder.name} is ready.")


def pip_install(python: Path, *arguments: str) -> None:
    """Install with pip's own settings, naming the large downloads; stop with the reason where it fails."""
    options = ["--disable-pip-version-check", "--progress-bar=off"]
    lines = []
    with subprocess.Popen(
        [str(python), "-m", "pip", "install", *options, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if "Downloading " in line and " MB)" in line:
                say(f"  {line.rpartition('/')[2].strip().removeprefix('Downloading ')}")
    if pip.returncode:
        start = next((n for n, line in enumerate(lines) if line.lower().startswith("error")), -12)
        sys.exit("".join(lines[start:][:12]) + "\n" + why_pip_failed("".join(lines)))


def why_pip_failed(output: str) -> str:
    """Put pip's failure into words that say what to do."""
    if "DO NOT MATCH THE HASHES" in output:
        return "A package is not the file that requirements.lock pins, so it was refused. Find out why."
    if "No space left on device" in output:
        return "The disk is full. Make room and run this again."
    if any(sign in output for sign in NO_NETWORK):
        return (
            "The packages could not be fetched. Check the network and pip's settings (proxy, mirror, "
            "certificate), or give a folder of wheels: python3 run.py --wheels DIR"
        )
    if "No matching distribution" in output:
        return (
            f"A pinned package has no ready-made file for Python {platform.python_version()} on "
            f"{platform.system()} {platform.machine()} in the places where pip looks. "
            "Try another Python (3.11 to 3.14), or check pip's settings."
        )
    return "pip could not install the packages; its last words stand above."


def use_wheels(folders: Sequence[str]) -> None:
    """Let every pip of this run take its packages from the folder alone."""
    if not folders or not Path(folders[0]).is_dir():
        sys.exit("--wheels needs a folder of wheels: python3 run.py --wheels DIR")
    os.environ["PIP_NO_INDEX"] = "1"
    os.environ["PIP_FIND_LINKS"] = Path(folders[0]).resolve().as_uri()  # a URI, since pip splits this at spaces


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file; where another run holds it, say so and wait. It is let go with the process."""
    with path.open("a+") as handle:
        if not try_lock(handle, wait=False):
            say("Another run is setting up; waiting for it.")
            while not try_lock(handle, wait=True):
                pass
        yield


def try_lock(handle: IO[str], *, wait: bool) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


# --- what the system must bring ---


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Return the Debian packages of what is missing; libraries are Linux's matter alone."""
    found = [package for library, package in libraries.items() if sys.platform == "linux" and not loads(library)]
    if not (VENV / STAMP).exists() and importlib.util.find_spec("ensurepip") is None:
        found.insert(0, "python{}.{}-venv".format(*sys.version_info))
    return found


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def need_packages(libraries: dict[str, str]) -> None:
    """Install what the system lacks where this process may; else stop with the line to type."""
    packages = missing_packages(libraries)
    if not packages:
        return
    if sys.platform != "linux" or not shutil.which("apt-get"):
        names = " ".join(packages)
        sys.exit(f"The system lacks what Debian calls {names}. Install it, then run this again.")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        line = " ".join(["sudo", *install])
        sys.exit(f"The system lacks a few packages. Type this line, then run this again:\n\n    {line}\n")
    say(f"Installing what the system lacks: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], [*install, "-qq"]):
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit(f"`{' '.join(command)}` failed; its words stand above.")


# --- for developers ---


def write_lock() -> None:
    """Resolve pyproject.toml for every platform and pin the result with hashes, without any address."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = interpreter(Path(folder))
        pip_install(python, "uv")
        for lock, options in ((LOCK, ("--group", "test")), (BUNDLE_LOCK, ("--group", "bundle", "-c", str(LOCK)))):
            compile_ = [str(python), "-m", "uv", *COMPILE, *options, "-o", str(lock)]
            subprocess.run(compile_, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            if "://" in lock.read_text("utf-8"):
                sys.exit(f"{lock.name} holds an address; it must not be committed.")
    say("The locks are written. Now: python3 run.py test")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again to go on.")
