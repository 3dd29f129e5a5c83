"""HTML of our own making."""

from screening.formats.html import Html, joined, page, tag


def test_text_is_escaped_wherever_it_stands() -> None:
    """In an element and in an attribute; only what we made ourselves is markup."""
    assert tag("p", '<b> & "') == "<p>&lt;b&gt; &amp; &quot;</p>"
    assert tag("p", tag("b", "<"), " >") == "<p><b>&lt;</b> &gt;</p>"
    assert tag("td", "x", class_='a"><script>', data_n="1") == (
        '<td class="a&quot;&gt;&lt;script&gt;" data-n="1">x</td>'
    )
    assert joined("<", Html("<hr>")) == "&lt;<hr>"


def test_a_page_stands_by_itself() -> None:
    """It names its language and its title, fetches nothing and runs nothing."""
    made = page("<title> 标题", "zh-CN", "p { color: red; }", tag("p", "文")).decode("utf-8")
    assert made.startswith('<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">')
    assert "<title>&lt;title&gt; 标题</title><style>p { color: red; }</style></head>" in made
    assert made.endswith("<body><p>文</p></body></html>\n")
    assert "default-src 'none'" in made
