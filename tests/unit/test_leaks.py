"""The leak test finds what identifies somebody wherever it was written."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import StoreError
from screening.service.exporting.leaks import Identifiers, refuse_leaks

NAME, CHINESE, NUMBER, BORN = "Zhuge Veryrarename", "诸葛珍稀", "HN-7719-0042", "1964-05-17"
KNOWN = Identifiers([NAME, CHINESE, NUMBER, BORN])


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def leaks(content: bytes, folder: Path, name: str = "copy") -> bool:
    path = folder / "part"
    path.write_bytes(content)
    try:
        refuse_leaks(path, name, KNOWN)
    except StoreError as error:
        assert error.code == "leaving.leak"
        return True
    return False


@pytest.mark.parametrize(
    "text", [NAME, NAME.upper(), CHINESE, NUMBER, BORN, "1964/05/17", "HN 7719 0042", f"患者{CHINESE}的"]
)
def test_it_is_found_however_it_is_written(text: str, tmp_path: Path) -> None:
    """R14: another case, other signs between, within other words."""
    for content in (text.encode(), packed(a=text.encode()), packed(b=packed(c=f"<v>{text}</v>".encode()))):
        assert leaks(content, tmp_path)


def test_names_of_files_and_properties_count(tmp_path: Path) -> None:
    assert leaks(packed(**{f"{NUMBER}.txt": b""}), tmp_path)
    assert leaks(b"", tmp_path, f"log {NUMBER}.csv")
    assert leaks(f'{{"name": "{CHINESE}"}}'.encode("ascii", "backslashreplace"), tmp_path)
    assert leaks(packed(**{"docProps/core.xml": f"<dc:creator>{NAME}</dc:creator>".encode()}), tmp_path)


def test_what_is_packed_into_a_pdf_counts(tmp_path: Path) -> None:
    """Its properties lie in streams that are packed."""
    body = zlib.compress(f"<xmp>{NAME}</xmp>".encode())
    assert leaks(_pdf(body), tmp_path)
    assert not leaks(_pdf(zlib.compress(b"<xmp>nobody</xmp>")), tmp_path)


@pytest.mark.parametrize("before", range(0, 30, 3))
def test_no_boundary_hides_it(before: int, tmp_path: Path) -> None:
    """A file is read piece by piece."""
    assert leaks(b" " * ((1 << 20) - before) + NAME.encode() + b" " * 100, tmp_path)


@pytest.mark.parametrize(
    "text", ["", "Zhuge", "Veryrarename Zhuge", "1964-05-18", "HN-7719-00421", "珍稀", "2026-11-23"]
)
def test_what_is_no_identifier_is_left_alone(text: str, tmp_path: Path) -> None:
    assert not leaks(text.encode(), tmp_path)


def test_what_cannot_be_told_from_our_own_words_is_counted() -> None:
    """The name of somebody who works here, the number of an entry, a single letter."""
    made = Identifiers(["Lin Mei", "10023", "A", "90210", NAME], own=["Lin Mei"], numbers=50_000)
    assert (made.searched.known, made.searched.untold) == (5, 3)
    assert not made.stand_in("10023, Lin Mei, A") and made.stand_in("90210")


@given(st.text(min_size=6, max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_any_name_is_found_between_any_words(name: str, before: str, after: str) -> None:
    """Law: what stands in a text between gaps is found, whatever it is written with."""
    made = Identifiers([name])
    if made.searched.known and not made.searched.untold:
        assert made.stand_in(f"{before} {name} {after}")


def _pdf(stream: bytes) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import EncodedStreamObject, NameObject

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    made = EncodedStreamObject()
    made._data = stream
    made[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer._add_object(made)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
