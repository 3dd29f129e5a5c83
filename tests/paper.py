"""PDFs read back: their text, what they say of themselves, and the essentials of PDF/A and PDF/UA."""

import io
import re
import shutil
import subprocess
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject


def reader(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made), strict=True)


def pages(made: bytes) -> list[str]:
    """Read the text page by page, without the line ends that the width of the page made."""
    return [flat(page.extract_text()) for page in reader(made).pages]


def text(made: bytes) -> str:
    return "\n".join(pages(made))


def flat(said: str) -> str:
    return re.sub(r"\s+", " ", said)


def squeezed(said: str) -> str:
    """Take every blank out: a search program passes over those that the end of a line made."""
    return re.sub(r"\s+", "", said)


def other_text(made: bytes) -> str | None:
    """Read the text with another program where it is installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        return None
    return subprocess.run(
        [tool, "-enc", "UTF-8", "-", "-"], input=made, check=True, capture_output=True
    ).stdout.decode()


def xmp(made: bytes) -> str:
    stream = reader(made).root_object["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    return stream.get_data().decode()


def stands_for_25_years(made: bytes) -> None:
    """Check what PDF/A-2b and PDF/UA-1 ask for, as far as it can be seen without a validator."""
    file = reader(made)
    root: Any = file.root_object
    said = xmp(made)
    assert re.search(r"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", said)
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert not file.is_encrypted and made.startswith(b"%PDF-1.7")
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in intent
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"] is not None
    for place in range(len(file.xref_objStm) + sum(len(one) for one in file.xref.values())):
        _sound(file.get_object(place + 1) if _there(file, place + 1) else None)
    for page in map(_plain, file.pages):
        assert page["/Tabs"] == "/S" or "/Annots" not in page
        assert all("/ToUnicode" in font and _embedded(font) for font in _fonts(page))


def tags(made: bytes) -> list[str]:
    """List the kinds of the structure's elements, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            found.append(str(node["/S"]).removeprefix("/"))
            walk(node.get("/K", []))

    root: Any = reader(made).root_object
    walk(root["/StructTreeRoot"]["/K"])
    return found


def _there(file: PdfReader, place: int) -> bool:
    return place in file.xref_objStm or any(place in one for one in file.xref.values())


def _sound(one: Any) -> None:
    """Nothing runs, nothing is fetched from elsewhere, nothing is see-through by accident."""
    if isinstance(one, DictionaryObject):
        assert str(one.get("/S")) not in ("/JavaScript", "/Launch", "/URI", "/GoToR"), one
        assert "/AA" not in one and "/OpenAction" not in one and "/EF" not in one


def _plain(one: Any) -> Any:
    return one


def _fonts(page: Any) -> list[Any]:
    return [one.get_object() for one in page["/Resources"].get("/Font", {}).values()]


def _embedded(font: Any) -> bool:
    (below,) = font["/DescendantFonts"]
    described = below.get_object()["/FontDescriptor"]
    return any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))
