"""`python -m screening.cli` is `eligo`; an installed program without a Python beside it begins here, too."""

import sys

import screening


def _begin() -> int:
    if getattr(sys, "frozen", False) and sys.argv[1:2] == ["-I"]:
        return _as_python(sys.argv[2:])
    from screening.cli import main

    return main()


def _as_python(arguments: list[str]) -> int:
    """Be the Python that a process of our own asks for (`formats.spreadsheets`), and for that one file alone."""
    from pathlib import Path
    from runpy import run_path

    file = Path(screening.__file__).parent / "formats" / "spreadsheet_process.py"
    if Path(arguments[0]) != file:
        return 2
    sys.argv = arguments
    run_path(str(file), run_name="__main__")
    return 0


sys.exit(_begin())
