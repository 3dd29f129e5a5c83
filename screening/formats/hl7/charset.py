"""In which characters a message is written: what MSH-18 says (table 0211), or what it must be where that is not so."""

import re
from dataclasses import dataclass

_PLAIN = re.compile(r"[\s_/-]")
_CODECS = {
    **dict.fromkeys(("ASCII", "USASCII", "ISOIR6"), "ascii"),
    **{f"{prefix}8859{n}": f"iso8859-{n}" for n in (*range(1, 10), 15) for prefix in ("", "ISO")},
    **dict.fromkeys(("UNICODEUTF8", "UTF8", "UNICODE"), "utf-8"),
    **dict.fromkeys(("GB180302000", "GB18030", "GBK", "GB2312", "GB23121980", "CP936"), "gb18030"),
    **dict.fromkeys(("BIG5",), "big5"),
    **dict.fromkeys(("KSX1001", "EUCKR"), "euc_kr"),
    **dict.fromkeys(("WINDOWS1252", "CP1252"), "cp1252"),
    **dict.fromkeys(("ISOIR14", "ISOIR87", "ISOIR159", "ISO2022JP"), "iso2022_jp_2"),
}
_GUESSES = ("utf-8", "gb18030")
# The sets that an escape sequence \C..\ (one byte a character) may call into the upper half.
_UPPER = {b"-A": 1, b"-B": 2, b"-C": 3, b"-D": 4, b"-L": 5, b"-G": 6, b"-F": 7, b"-H": 8, b"-M": 9}
_HEX = rb"([CM])((?:[0-9A-Fa-f]{2}){2,3})"
_BACK = b"(B"


@dataclass(frozen=True, slots=True)
class Charset:
    """What a message's bytes were read as: `declared` in MSH-18, the codec used, and whether that was assumed.

    `lost` says that not every byte was a character.
    """

    declared: str
    codec: str
    assumed: bool = False
    lost: bool = False


def decoded(raw: bytes) -> tuple[str, Charset]:
    """Read a message's bytes, of which the first line is its MSH segment."""
    said = _declared(raw.partition(b"\r")[0])
    name = said[0] if said else ""
    codec = _codec(name)
    read = _switched if len(said) > 1 else _strictly
    if codec is None and raw.isascii():
        # Plain letters are the same in all of them, so that nothing is assumed.
        codec = "utf-8"
    if codec is not None and (text := read(raw, codec)) is not None:
        return text, Charset(name, codec)
    for guess in _GUESSES:
        if (text := _strictly(raw, guess)) is not None:
            return text, Charset(name, guess, assumed=True)
    return raw.decode("utf-8", "replace"), Charset(name, "utf-8", assumed=True, lost=True)


def _declared(header: bytes) -> list[str]:
    """List the sets that MSH-18 names; the header's own bytes have to be read before that is known."""
    for guess in ("utf-8", "gb18030", "latin-1"):
        text = _strictly(header, guess)
        if text is None or len(text) < 6:
            continue
        fields = text.split(text[3])
        # MSH-1 is the separator itself, so that the eighteenth field stands at 17.
        found = fields[17] if len(fields) > 17 else ""
        names = [one.strip() for one in found.split(text[5])] if text[5] != text[3] else [found.strip()]
        if not any(names):
            return []
        if guess == "latin-1" or any(map(_codec, names)):
            return names
    return []


def _codec(name: str) -> str | None:
    return _CODECS.get(_PLAIN.sub("", name.upper()))


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except ValueError:
        return None


def _switched(raw: bytes, codec: str) -> str | None:
    r"""Decode text that may call in another set by `\C2D41\` or `\M2442\`: the bytes of an ISO 2022 sequence."""
    mark = re.escape(raw[6:7])
    parts = re.split(mark + _HEX + mark, raw)
    texts = [_strictly(parts[0], codec)]
    for digits, run in zip(parts[2::3], parts[3::3], strict=True):
        texts.append(_run(run, bytes.fromhex(digits.decode()), codec))
    return None if None in texts else "".join(text for text in texts if text is not None)


def _run(run: bytes, called: bytes, codec: str) -> str | None:
    if called == _BACK:
        return _strictly(run, codec)
    if called in _UPPER:
        return _strictly(run, f"iso8859-{_UPPER[called]}")
    return _strictly(b"\x1b" + called + run + b"\x1b(B", "iso2022_jp_2")
