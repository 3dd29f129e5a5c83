"""The pack as one document to read, print and sign."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.resources import files as files_of

from screening.formats.html import Html, joined, page, tag
from screening.service.validation.evidence import Evidence, result_of
from screening.service.validation.machine_checks import ROOM
from screening.service.validation.requirements import MET, Requirement
from screening.service.validation.running import Outcome
from screening.service.validation.tracing import ProvingTest, Traced
from screening.wording import Words

_MARKS = {"passed": "✓", "failed": "✗", "partly_run": "◐", "not_run": "○", "untold": "○"}
_FORM = ("site", "computer", "used_for", "decision", "reviewer", "role", "date", "signature")


def document(evidence: Evidence, words: Words, sums: str, files: Sequence[str]) -> bytes:
    """Write the document; `files` are those of the pack, of which `sums` holds the digests."""
    title = words.text("validate.page.title", version=evidence.versions.eligo)
    body = (
        _head(evidence, words, title),
        _checks(evidence, words),
        _requirements(evidence, words),
        _tests(evidence, words),
        _site(evidence, words),
        _versions(evidence, words),
        _sources(evidence, words),
        _section(words, "files", _list(files), sums=sums),
    )
    style = files_of("resources").joinpath("validation", "page.css").read_text("utf-8")
    return page(title, words.language.replace("_", "-"), style, *body)


# The front


def _head(evidence: Evidence, words: Words, title: str) -> Html:
    at = evidence.made_at
    made = words.text("validate.page.made", on=words.day(at.date()), time=f"{at:%H:%M}", zone=f"UTC{at:%z}")
    said = [tag("p", words.text(f"validate.page.{key}")) for key in ("about", "no_claim", "no_data")]
    failures = [tag("p", words.text("validate.failed", name=one)) for one in evidence.failures(words)]
    alarm = tag("div", *failures, class_="alarm") if failures else Html("")
    return joined(
        *(tag("h1", title), tag("p", made, class_="small"), alarm, *said),
        *(tag("h2", words.text("validate.page.summary")), _summary(evidence, words)),
        *(tag("h2", words.text("validate.page.form")), _form(words)),
    )


def _summary(evidence: Evidence, words: Words) -> Html:
    checks, tests, _ = evidence.counts()
    counted = [("checks", checks, checks["untold"]), ("tests", tests, tests["not_run"])]
    rows = [_counts(words, name, found["passed"], found["failed"], rest) for name, found, rest in counted]
    for met in MET:
        found = [evidence.standing(one) for one in evidence.traced if one.requirement.met == met]
        passed, failed = found.count("passed"), found.count("failed")
        rest = len(found) - passed - failed if met in ("feature", "partly") else None
        rows.append(_counts(words, met, passed, failed, rest, len(found)))
    header = [
        *(words.text(f"validate.column.{name}") for name in ("what", "total")),
        *(words.text(f"validate.result.{name}") for name in ("passed", "failed")),
        words.text("validate.column.rest"),
    ]
    return _table("summary", header, rows)


def _counts(words: Words, part: str, passed: int, failed: int, rest: int | None, total: int | None = None) -> Html:
    """Write a row of the summary; where no test is meant to prove anything, there is nothing to count but the total."""
    counts = ["", "", ""] if rest is None else [str(passed), str(failed), str(rest)]
    whole = str(passed + failed + (rest or 0)) if total is None else str(total)
    return tag("tr", *map(_cell, [words.text(f"validate.part.{part}"), whole, *counts]))


def _form(words: Words) -> Html:
    fields = [(tag("th", words.text(f"validate.form.{name}")), tag("td")) for name in _FORM]
    rows = [tag("tr", *one, *other) for one, other in zip(fields[::2], fields[1::2], strict=True)]
    return tag("table", *rows, class_="form")


# The sections


def _checks(evidence: Evidence, words: Words) -> Html:
    rows = []
    for place, one in enumerate(evidence.checks, 1):
        key = f"validate.check.{one.name}"
        texts = [words.text(f"{key}.{part}", gb=f"{ROOM / 1e9:.1f}") for part in ("name", "did", "expected")]
        found = words.text(f"validate.found.{one.found.code}", **one.found.values)
        rows.append(tag("tr", *map(_cell, [str(place), *texts, found]), _result(result_of(one), words)))
    header = [words.text(f"validate.column.{name}") for name in ("id", "check", "did", "expected", "found", "result")]
    return _section(words, "checks", _table("checks", header, rows))


def _requirements(evidence: Evidence, words: Words) -> Html:
    names = ("id", "requirement", "met", "how", "tests", "result")
    header = [words.text(f"validate.column.{name}") for name in names]
    parts: list[Html] = []
    for letter, name in evidence.asked.group.items():
        rows = [_requirement(evidence, one, words) for one in evidence.traced if one.requirement.group == letter]
        parts += [tag("h3", f"{letter}. {name.in_(words.language)}"), _table("requirements", header, rows)]
    return _section(words, "requirements", *parts)


def _requirement(evidence: Evidence, traced: Traced, words: Words) -> Html:
    one = traced.requirement
    clauses = words.listed(evidence.asked.cited(one))
    asked = joined(tag("p", one.text.in_(words.language)), tag("p", clauses, class_="small"))
    count = str(len(traced.tests) or "")
    return tag(
        "tr",
        tag("td", tag("strong", one.id)),
        tag("td", asked),
        _cell(words.text(f"validate.met.{one.met}")),
        tag("td", one.how.in_(words.language)),
        tag("td", count, class_="number"),
        _result(evidence.standing(traced), words),
    )


def _tests(evidence: Evidence, words: Words) -> Html:
    if not evidence.tests:
        return joined(_heading(words, "tests"), tag("p", words.text("validate.page.no_tests"), class_="alarm"))
    rows = [_test(test, evidence.outcomes[test.node], words) for test in evidence.tests]
    header = [words.text(f"validate.column.{name}") for name in ("id", "test", "seconds", "result")]
    return _section(words, "tests", _table("tests", header, rows))


def _test(test: ProvingTest, outcome: Outcome, words: Words) -> Html:
    name = test.name.removeprefix("test_").replace("_", " ")
    told = joined(
        tag("p", tag("strong", f"{name[:1].upper()}{name[1:]}: "), test.says),
        tag("p", test.node, class_="code small"),
    )
    seconds = f"{outcome.seconds:.2f}" if outcome.cases else ""
    return tag(
        "tr",
        _cell(", ".join(test.ids)),
        tag("td", told),
        tag("td", seconds, class_="number"),
        _result(outcome.result, words, why(outcome, words)),
    )


def why(outcome: Outcome, words: Words) -> str:
    """Say why a test, or some of its cases, has no result; nothing where all were run."""
    if outcome.result == "passed" and outcome.skipped:
        return words.text("validate.why.cases", skipped=outcome.skipped, cases=outcome.cases)
    return words.text(f"validate.why.{outcome.why}") if outcome.why else ""


def _site(evidence: Evidence, words: Words) -> Html:
    asked = [one for one in evidence.asked.requirement if one.site is not None]
    header = [words.text(f"validate.column.{name}") for name in ("done", "id", "site", "procedure")]
    return _section(words, "site", _table("site", header, [_for_the_site(one, words) for one in asked]))


def _for_the_site(one: Requirement, words: Words) -> Html:
    assert one.site is not None
    box, blank = tag("td", "☐", class_="box"), tag("td")
    return tag("tr", box, _cell(one.id), _cell(one.site.in_(words.language)), blank)


def _versions(evidence: Evidence, words: Words) -> Html:
    found = asdict(evidence.versions)
    packages = found.pop("packages")
    rows = [tag("tr", tag("th", words.text(f"validate.version.{name}")), _code(said)) for name, said in found.items()]
    return joined(
        _heading(words, "versions"),
        tag("table", tag("tbody", *rows)),
        tag("h3", words.text("validate.page.packages")),
        tag("ul", *(tag("li", f"{name} {version}") for name, version in packages), class_="packages small"),
    )


def _sources(evidence: Evidence, words: Words) -> Html:
    header = [words.text(f"validate.column.{name}") for name in ("source", "document")]
    rows = [
        tag("tr", _cell(f"{one.short}{'' if one.checked else '*'}"), _cell(one.title))
        for one in evidence.asked.source.values()
    ]
    return _section(words, "sources", _table("sources", header, rows))


# Pieces


def _section(words: Words, name: str, *inside: Html, **values: str) -> Html:
    """Write a section with its heading and what has to be said about it."""
    about = tag("p", words.text(f"validate.page.{name}_about", **values), class_="about")
    return joined(_heading(words, name), about, *inside)


def _heading(words: Words, name: str) -> Html:
    return tag("h2", words.text(f"validate.page.{name}"))


def _table(kind: str, header: Iterable[str], rows: Iterable[Html]) -> Html:
    """Write a table; its kind gives the columns their widths."""
    head = tag("thead", tag("tr", *(tag("th", name) for name in header)))
    return tag("table", head, tag("tbody", *rows), class_=kind)


def _cell(text: str) -> Html:
    return tag("td", text)


def _code(text: str) -> Html:
    return tag("td", text, class_="code")


def _list(items: Iterable[str]) -> Html:
    return tag("ul", *(tag("li", one) for one in items))


def _result(result: str, words: Words, why: str = "") -> Html:
    """Write a result with its sign, so that it does not hang on colour."""
    mark = f"{_MARKS[result]} " if result in _MARKS else ""
    reason = tag("p", why, class_="small") if why else Html("")
    return tag("td", f"{mark}{words.text(f'validate.result.{result}')}", reason, class_=result)
