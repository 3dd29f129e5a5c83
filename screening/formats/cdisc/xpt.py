"""A dataset as SAS transport file, version 5: ASCII, 200 bytes a value. What does not fit is refused, never cut."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.formats.cdisc.datasets import Dataset, Variable
from screening.formats.cdisc.texts import LONGEST
from screening.wording import refused

if TYPE_CHECKING:
    from types import ModuleType

_NAME, _LABEL = 8, 40
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_STAMPS = (144, 160, 464, 480)
"""Where the headers of library and member say when the file was made and changed."""


def require() -> None:
    """Refuse where what writes the files is not installed; it is an extra, since it brings much along."""
    _writers()


def misfits(datasets: Iterable[Dataset]) -> list[str]:
    """Name every variable, and every value by variable and row, that the format can't hold as it is."""
    return [told for one in datasets for told in (*_misnamed(one), *_too_much(one))]


def xpt(dataset: Dataset, made: str) -> bytes:
    """Write the file, as of the moment (UTC) at which the copy was made."""
    pandas, pyreadstat = _writers()
    frame = pandas.DataFrame({one.name: _series(pandas, dataset, one) for one in dataset.variables})

    def write(path: str) -> None:
        pyreadstat.write_xport(
            frame,
            path,
            file_label=dataset.label,
            column_labels=[one.label for one in dataset.variables],
            table_name=dataset.name,
            file_format_version=5,
        )

    return _stamped(_written(write), made)


def _writers() -> "tuple[ModuleType, ModuleType]":
    try:
        import pandas
        import pyreadstat
    except ImportError:
        raise refused("sdtm.not_installed", python=sys.executable) from None
    return pandas, pyreadstat


def _misnamed(dataset: Dataset) -> Iterator[str]:
    for one in dataset.variables:
        if len(one.name) > _NAME or not one.name.isascii() or len(one.label) > _LABEL or not one.label.isascii():
            yield f"{dataset.name}.{one.name}: name or label"


def _too_much(dataset: Dataset) -> Iterator[str]:
    names = [one.name for one in dataset.variables if one.type == "Char"]
    for place, row in enumerate(dataset.rows, 1):
        for name in names:
            value = row.get(name)
            if isinstance(value, str) and (why := _misfit(value)):
                yield f"{dataset.name}.{name}, row {place}: {why}"


def _misfit(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        return "not ASCII"
    return f"longer than {LONGEST} bytes" if len(value) > LONGEST else ""


def _series(pandas: Any, dataset: Dataset, variable: Variable) -> Any:
    values = [row.get(variable.name) for row in dataset.rows]
    if variable.type == "Char":
        return pandas.Series(["" if one is None else one for one in values], dtype=object)
    return pandas.Series([None if one is None else float(one) for one in values], dtype="float64")


def _written(write: Callable[[str], None]) -> bytes:
    """Have a file written that never stands on a disk, where the system knows such; else in a folder of its own."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("eligo")
        try:
            write(f"/proc/self/fd/{descriptor}")
            return os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        finally:
            os.close(descriptor)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "copy")
        write(str(path))
        return path.read_bytes()


def _stamped(content: bytes, made: str) -> bytes:
    """Put in when the copy was made, so that one copy is the same bytes whenever it is written."""
    at = datetime.fromisoformat(made)
    stamp = f"{at:%d}{_MONTHS[at.month - 1]}{at:%y:%H:%M:%S}".encode()
    whole = bytearray(content)
    for place in _STAMPS:
        whole[place : place + len(stamp)] = stamp
    return bytes(whole)
