"""The texts of each language by key, as `resources/locale/<language>.toml` has them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_HEADING = re.compile(r"^(?=\[([a-z_]+)[\].])", re.MULTILINE)


@cache
def _folder() -> Traversable:
    return files("resources").joinpath("locale")


@cache
def codes() -> tuple[str, ...]:
    """List the languages that ship, by the names of their files."""
    return tuple(sorted(one.name.removesuffix(".toml") for one in _folder().iterdir() if one.name.endswith(".toml")))


@cache
def texts_of(language: str) -> Mapping[str, Any]:
    """Load a language's texts, keyed by dotted name."""
    return _Texts(_folder().joinpath(f"{language}.toml").read_text("utf-8"))


class _Texts(Mapping[str, Any]):
    """A language's texts by dotted name; a table of the file is read when one of its texts is first asked for."""

    def __init__(self, content: str) -> None:
        self._unread: dict[str, str] = {}
        _, *parts = _HEADING.split(content)
        for name, part in zip(parts[::2], parts[1::2], strict=True):
            self._unread[name] = self._unread.get(name, "") + part
        self._texts: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._texts:
            self._read(key.partition(".")[0])
        return self._texts[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Give a text, or the default: called at every stroke of a key."""
        if key not in self._texts:
            self._read(key.partition(".")[0])
        return self._texts.get(key, default)

    def __iter__(self) -> Iterator[str]:
        for name in tuple(self._unread):
            self._read(name)
        return iter(self._texts)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, name: str) -> None:
        content = self._unread.get(name)
        if content is not None:
            self._texts.update(_flat(tomllib.loads(content), ""))
            self._unread.pop(name, None)  # another thread may have read it meanwhile


def _flat(node: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in node.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found
