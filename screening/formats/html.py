"""HTML that stands by itself: elements whose every text is escaped, in one page that needs nothing from elsewhere."""

from html import escape

_NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"


class Html(str):
    """Markup of our own making; any other text is escaped where it is put in."""


def tag(name: str, *inside: str, **attributes: str) -> Html:
    """Write an element; `class_` stands for `class`, other underscores for hyphens."""
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{said}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Html:
    """Put parts one after the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def page(title: str, language: str, style: str, *body: str) -> bytes:
    """Write a whole document. `style` is our own, and holds no text of anybody's."""
    head = joined(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FETCHED}">'),
        tag("title", title),
        tag("style", Html(style)),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', *body), lang=language)}\n".encode()
