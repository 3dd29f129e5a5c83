"""The pack as a folder: a document, the matrix as a table, everything as JSON, and the digest of each; whole or not
at all.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from screening.errors import UsageError
from screening.formats.tables import Cell, csv_bytes
from screening.service.validation.evidence import Evidence, gather, result_of
from screening.service.validation.installation import Checked
from screening.service.validation.page import document, why
from screening.service.validation.tracing import Traced
from screening.wording import Words, unusable

DOCUMENT, MATRIX, RESULTS, SUMS = "validation.html", "matrix.csv", "results.json", "SHA256SUMS"
FILES = (DOCUMENT, MATRIX, RESULTS, SUMS)
_COLUMNS = ("id", "requirement", "clauses", "met", "how", "site", "result", "test", "shows", "cases", "seconds")


def make_pack(folder: Path, root: Path | None, data: Path, words: Words, under_way: Callable[[int], None]) -> Evidence:
    """Gather the evidence of this installation and write it into a new or empty folder.

    `root` is the checkout whose tests are run, `data` the site's data folder; `under_way` is told how many tests run.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(words.text("validate.not_empty", folder=folder))
    fresh = folder.absolute().with_name(f".{folder.absolute().name}.{token_hex(4)}.part")
    try:
        fresh.mkdir(parents=True)
        evidence = gather(root, data, under_way)
        for name, content in contents(evidence, words).items():
            (fresh / name).write_bytes(content)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder.absolute())
    except OSError as error:
        raise unusable("not_written", path=folder, detail=error.strerror or error) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return evidence


def contents(evidence: Evidence, words: Words) -> dict[str, bytes]:
    """Give the files of the pack by name."""
    made = {
        DOCUMENT: document(evidence, words, SUMS, FILES),
        MATRIX: matrix_csv(evidence, words),
        RESULTS: f"{json.dumps(results(evidence, words), ensure_ascii=False, indent=1)}\n".encode(),
    }
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in made.items())
    return {**made, SUMS: sums.encode()}


def matrix_csv(evidence: Evidence, words: Words) -> bytes:
    """Write a row for each requirement and test that proves it, one for a requirement without tests."""
    header = [words.text(f"validate.column.{name}") for name in _COLUMNS]
    return csv_bytes(header, (row for traced in evidence.traced for row in _rows(evidence, traced, words)))


def _rows(evidence: Evidence, traced: Traced, words: Words) -> Iterator[list[Cell]]:
    one = traced.requirement
    site = one.site.in_(words.language) if one.site else None
    said: list[Cell] = [
        *(one.id, one.text.in_(words.language), "; ".join(evidence.asked.cited(one))),
        *(words.text(f"validate.met.{one.met}"), one.how.in_(words.language), site),
    ]
    if not traced.tests:
        yield [*said, words.text(f"validate.result.{evidence.standing(traced)}"), None, None, None, None]
    for test in traced.tests:
        outcome = evidence.outcomes[test.node]
        result = words.joined([words.text(f"validate.result.{outcome.result}"), why(outcome, words)])
        yield [*said, result, test.node, test.says, outcome.cases, f"{outcome.seconds:.2f}"]


def results(evidence: Evidence, words: Words) -> Mapping[str, Any]:
    """Give everything as plain JSON: codes for programs, and the sentences in the language of the pack."""
    checks, tests, requirements = evidence.counts()
    return {
        "eligo": "validation",
        "version": 1,
        "made_at": evidence.made_at.isoformat(timespec="seconds"),
        "language": words.language,
        "versions": {**asdict(evidence.versions), "packages": dict(evidence.versions.packages)},
        "checklist_revised": evidence.asked.revised.isoformat(),
        "summary": {"checks": dict(checks), "tests": dict(tests), "requirements": dict(requirements)},
        "checks": [_check(one, words) for one in evidence.checks],
        "requirements": [_requirement(evidence, one, words) for one in evidence.traced],
        "tests": [{"test": one.node, **asdict(one), **asdict(evidence.outcomes[one.node])} for one in evidence.tests],
    }


def _check(one: Checked, words: Words) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "result": result_of(one),
        "found": one.found.code,
        "values": dict(one.found.values),
        "said": words.text(f"validate.found.{one.found.code}", **one.found.values),
    }


def _requirement(evidence: Evidence, traced: Traced, words: Words) -> Mapping[str, Any]:
    one = traced.requirement
    return {
        "id": one.id,
        "clauses": evidence.asked.cited(one),
        "met": one.met,
        "requirement": one.text.in_(words.language),
        "how": one.how.in_(words.language),
        "site": one.site.in_(words.language) if one.site else None,
        "result": evidence.standing(traced),
        "tests": [test.node for test in traced.tests],
    }
