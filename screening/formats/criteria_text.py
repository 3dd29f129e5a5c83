"""The criteria of a trial as a registry holds them: one running text, written by hand in many ways, cut into lines.

It is cut, not understood. What stands under a line that introduces others keeps that line's words; alternatives, of
which one is enough, stay together, since apart each would be asked for.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["inclusion", "exclusion"]

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|&=^])")
_MARK = re.compile(
    r"""(?P<mark> [*•·●▪◦○‣■□➢►–—-](?=\s|[^\W\d]) | o(?=\s+[A-Z])
        | [（(]?\d{1,3}[.)、．）:](?!\d) | [（(]\d{1,3}[）)] | \d{1,2}-(?=\s?[A-Z])
        | \d{1,2}(\.\d{1,2})+\.?(?=\s+[A-Z\u4e00-\u9fff])
        | [（(]?[a-zA-Z][.)）](?=\s) | [（(]?[ivx]{1,5}[.)）](?=\s) | [①-⑳] )\s*""",
    re.VERBOSE,
)
_DECORATION = re.compile(r"^[\s#*_=]+|[\s#*_=]+$")
_QUALIFIED = r"(?:[\w/&'’-]+\s+){0,5}?"
_WORD = r"(?P<what>inclusion|exclusion|eligibility)"
_HEADING = re.compile(
    rf"(?:{_QUALIFIED}{_WORD}(?:\s+criteri(?:a|on|um))?(?P<of>\s*(?:\([^)]*\)|(?:for|of|in|-|–|—|,)\s*[^:：.;]{{1,80}}))?"
    r"|(?P<zh>主要|关键|核心|一般)?(?P<what_zh>入选|纳入|入组|排除|剔除|除外)(?:标准|准则|条件)?(?P<of_zh>[（(][^）)]*[）)])?)"
    r"\s*(?P<colon>[:：]|$)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"^(?:all\s+|any\s+|eligible\s+|potential\s+)?(?:patients|subjects|participants|individuals|volunteers|candidates|"
    r"a\s+(?:patient|subject|participant)|the\s+following)\b.*[:：]$",
    re.IGNORECASE,
)
_OUT = re.compile(r"exclu|ineligible|not\s+(?:be\s+)?(?:eligible|enrol|includ|allowed|permitted)", re.IGNORECASE)
_IN = re.compile(r"inclu|eligib|enrol|criteria|participate", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"(?:[:：]|\bfollowing|\bbelow|\bdefined\s+(?:as|by)|\bincluding|如下|下列|以下)[.。]?$", re.IGNORECASE
)
_ONE_IS_ENOUGH = re.compile(
    r"\b(?:any|either|one|1|two|2|at\s+least\s+\w+)\b(?:\s+or\s+more)?(?:\s+\(\w+\))?\s+of\b|\bone\s+or\s+more\b|\beither\b"
    r"|任一|任何一|之一|至少一|至少1",
    re.IGNORECASE,
)
_ALL_ARE_NEEDED = re.compile(r"\b(?:all|both)\s+(?:of\b|the\b|criteria)|所有|全部|同时", re.IGNORECASE)
_OR, _AND = re.compile(r"(?:\bor|或)\W*$", re.IGNORECASE), re.compile(r"(?:\band|且)\W*$", re.IGNORECASE)
_NOTE = re.compile(r"note\b|注[:：]", re.IGNORECASE)
_ENDS = (".", ";", "。", "；", ":", "：", "!", "?")
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the text: its number (`3`, `3B` where a line introduces it), its words, and its line, from 1."""

    kind: Kind
    number: str
    text: str
    line: int
    group: str = ""
    """The heading that it stands under, where that is neither of inclusion nor of exclusion."""


@dataclass(frozen=True, slots=True)
class CutText:
    """The criteria in order; `headed` is False where no heading says which they are, so that inclusion was taken."""

    criteria: tuple[Criterion, ...]
    headed: bool


def cut(text: str) -> CutText:
    """Cut a text into its criteria."""
    reader = _Reader()
    for number, line in enumerate(plain(text).split("\n"), 1):
        reader.take(number, line)
    return CutText(tuple(_numbered(reader.items)), reader.headed)


def plain(text: str) -> str:
    """Give a text without the escapes of HTML and Markdown, its spaces plain."""
    bare = _ESCAPED.sub(r"\1", html.unescape(text.replace("\r\n", "\n").replace("\r", "\n")))
    return re.sub(r"[^\S\n\t]", " ", unicodedata.normalize("NFC", bare)).replace("\t", "    ").replace("\u200b", "")


@dataclass(slots=True)
class _Item:
    kind: Kind
    text: str
    line: int
    indent: int
    style: str
    group: str
    inner: list["_Item"] = field(default_factory=list)


class _Reader:
    """Reads line by line; `items` are those of the outermost level, `_open` is the way down to the newest."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.headed = False
        self._kind: Kind = "inclusion"
        self._group = ""
        self._open: list[_Item] = []
        self._after_blank = False

    def take(self, number: int, line: str) -> None:
        bare = line.strip()
        if not re.search(r"\w", bare):
            self._after_blank = True
            return
        rest = self._heading(bare)
        if rest is not None:
            self._open = []
            if re.search(r"\w", rest):
                self.take(number, rest)
        elif not self._goes_on(line):
            self._begin(number, line)
        self._after_blank = False

    def _heading(self, line: str) -> str | None:
        """Take a heading, and give what stands behind it on its line; None where the line is none."""
        marked = _MARK.match(line)
        bare = _DECORATION.sub("", line[marked.end() :] if marked else line)
        found = _HEADING.fullmatch(bare) if len(bare) < 160 or ":" in bare[:60] or "：" in bare[:20] else None
        if found and not (marked and not found["colon"]):
            what = (found["what"] or found["what_zh"]).lower()
            self.headed = self.headed or what != "eligibility"
            if what != "eligibility":
                self._kind = "exclusion" if what in ("exclusion", "排除", "剔除", "除外") else "inclusion"
            self._group = re.sub(r"^(for|of|in|[-–—,])\s*", "", (found["of"] or found["of_zh"] or "").strip())
            return str(found["rest"])
        if marked is None and _SENTENCE.match(bare) and (_OUT.search(bare) or _IN.search(bare)):
            self.headed = True
            self._kind, self._group = ("exclusion" if _OUT.search(bare) else "inclusion"), ""
            return ""
        if marked is None and bare.endswith((":", "：")) and len(bare) < 100 and self._alone(line):
            self._group = bare.rstrip(":：")
            return ""
        return None

    def _alone(self, line: str) -> bool:
        """Say whether a line without a mark stands for itself, not inside an item that is still open."""
        return not self._open or (self._after_blank and _indent(line) <= self._open[0].indent)

    def _goes_on(self, line: str) -> bool:
        """Add a line that was wrapped to the item that it belongs to; False where it begins another."""
        if not self._open or _MARK.match(line.lstrip()):
            return False
        item, bare = self._open[-1], line.strip()
        deeper, small = _indent(line) > item.indent, bare[:1].islower()
        if _NOTE.match(bare):
            belongs = True
        elif self._after_blank:
            belongs = bool(item.style) and deeper and small
        elif item.style:
            belongs = deeper or small or not item.text.endswith(_ENDS)
        else:
            belongs = small and not item.text.endswith(_ENDS)
        if belongs:
            item.text = joined(item.text, bare)
        return belongs

    def _begin(self, number: int, line: str) -> None:
        indent, bare, style = _indent(line), line.strip(), ""
        while (mark := _MARK.match(bare)) and mark.end() < len(bare):
            style = style or _style(mark["mark"])
            bare = bare[mark.end() :]
        bare = _DECORATION.sub("", bare)
        item = _Item(self._kind, bare, number, indent, style, self._group)
        self._climb(indent, style)
        (self._open[-1].inner if self._open else self.items).append(item)
        self._open.append(item)

    def _climb(self, indent: int, style: str) -> None:
        """Close every item that the next one does not stand under."""
        same = next(
            (at for at, one in enumerate(self._open) if style and one.style == style and abs(one.indent - indent) < 2),
            None,
        )
        if same is not None:
            del self._open[same:]
            return
        while self._open and not self._is_under(self._open[-1], indent, style):
            self._open.pop()

    @staticmethod
    def _is_under(item: _Item, indent: int, style: str) -> bool:
        if indent > item.indent + 1:
            return bool(style)
        beneath = item.style == "1" and style == "a"
        introduced = style not in ("", item.style) and bool(_INTRODUCES.search(item.text)) and bool(item.style)
        return indent >= item.indent and (beneath or introduced)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _style(mark: str) -> str:
    """Tell marks of one list from those of another: `1` for numbers, `a` for letters, else the sign itself."""
    inner = mark.strip("（()）.、．:-")
    if re.fullmatch(r"[0-9.]+", inner):
        return "1" if "." not in inner else "1.1"
    if unicodedata.category(inner[:1] or " ") == "No":
        return "①"
    return "a" if inner.isalpha() and mark != "o" else mark.strip() or "-"


def joined(one: str, other: str) -> str:
    """Put a wrapped text together: with a space, but none in Chinese or behind a hyphen."""
    close = _CJK.match(one[-1:]) and _CJK.match(other[:1])
    return f"{one}{other}" if close or re.search(r"\w-$", one) else f"{one} {other}"


def _numbered(items: list[_Item]) -> Iterator[Criterion]:
    counts = {"inclusion": 0, "exclusion": 0}
    for item in items:
        counts[item.kind] += 1
        yield from _criteria(item, str(counts[item.kind]))


def _criteria(item: _Item, number: str) -> Iterator[Criterion]:
    """Give one criterion, or one for each line that it introduces, with its words before theirs."""
    if not item.inner or _stay_together(item):
        yield Criterion(item.kind, number, _whole(item), item.line, item.group)
        return
    introduces = bool(_INTRODUCES.search(item.text))
    if not introduces:
        yield Criterion(item.kind, number, item.text, item.line, item.group)
    for place, one in enumerate(item.inner):
        context = _under(item.text, one.text)
        deeper = _Item(item.kind, context, one.line, one.indent, one.style, item.group, one.inner)
        yield from _criteria(deeper, f"{number}{_letters(place)}" if number[-1].isdigit() else f"{number}{place + 1}")


def _stay_together(item: _Item) -> bool:
    """Say whether lines, taken apart, would ask for another thing: alternatives where all must be met, and so on."""
    head, link = (_ONE_IS_ENOUGH, _OR) if item.kind == "inclusion" else (_ALL_ARE_NEEDED, _AND)
    return bool(head.search(item.text)) or any(link.search(one.text) for one in item.inner)


def _whole(item: _Item) -> str:
    inner = "; ".join(_whole(one).rstrip(".;。；,") for one in item.inner)
    return _under(item.text, inner) if inner else item.text


def _under(text: str, inner: str) -> str:
    bare = text.rstrip(" .:：;。")
    return f"{bare}：{inner}" if _CJK.match(bare[-1:]) else f"{bare}: {inner}"


def _letters(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"{chr(ord('A') + place // 26 - 1)}{chr(ord('A') + place % 26)}"
