"""Every table, key and element of a TOML file is found on its line."""

from screening.protocol.lines import lines_of

TEXT = '''# a comment with = and [brackets]
top = """
two lines "quoted" \\""" ['x = 1']"""
"quoted key" = 'literal # no comment'

[a.b]
c.d = 1 # comment
e = [ # first
  "x, y",
  { f = 1, g = [1,
    2] },
]

[[rows]]
n = """a"b"""""

[[rows]]
n = 2

[rows.inner]
m = """
"""

[[rows.many]]
o = 1

[[rows.many]]
o = 2
'''


def test_lines_are_found_whatever_stands_between() -> None:
    """Comments, long strings, inline tables and arrays of tables shift nothing."""
    lines = lines_of(TEXT)
    wanted = {
        ("top",): "top =",
        ("quoted key",): '"quoted key"',
        ("a",): "[a.b]",
        ("a", "b", "c", "d"): "c.d = 1",
        ("a", "b", "e", 0): '"x, y"',
        ("a", "b", "e", 1, "g"): "{ f = 1",
        ("a", "b", "e", 1, "g", 1): "2] }",
        ("rows", 0, "n"): 'n = """a',
        ("rows", 1, "n"): "n = 2",
        ("rows", 1, "inner", "m"): 'm = """',
        ("rows", 1, "many", 0, "o"): "o = 1",
        ("rows", 1, "many", 1, "o"): "o = 2",
    }
    text = TEXT.splitlines()
    assert {path: snippet in text[lines[path] - 1] for path, snippet in wanted.items()} == dict.fromkeys(wanted, True)


def test_an_empty_file_has_none() -> None:
    """Nothing, and a comment at the very end, have no lines to find."""
    assert lines_of("") == {}
    assert lines_of("a = 1 # the end") == {("a",): 1}
