"""From requirements to the tests that prove them, and back.

A test proves a requirement when its docstring begins with the requirement's id: `S3, S10: what the test shows.`
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.service.validation.requirements import Requirement, Requirements

_IDS = re.compile(r"([A-Z]\d+(?:\s*,\s*[A-Z]\d+)*):\s+")


@dataclass(frozen=True, slots=True)
class ProvingTest:
    """A test as it stands in its file: `says` is its docstring without the ids, in one line."""

    path: str
    name: str
    ids: tuple[str, ...]
    says: str

    @property
    def node(self) -> str:
        """Name it as pytest does."""
        return f"{self.path}::{self.name}"


@dataclass(frozen=True, slots=True)
class Traced:
    """A requirement with the tests that prove it."""

    requirement: Requirement
    tests: tuple[ProvingTest, ...]


def proving_tests(root: Path) -> list[ProvingTest]:
    """Find every test below `tests` of a checkout that says which requirements it proves."""
    return [
        found
        for path in sorted((root / "tests").rglob("test_*.py"))
        for found in _in_file(path.read_text("utf-8"), path.relative_to(root).as_posix())
    ]


def _in_file(source: str, path: str) -> Iterator[ProvingTest]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = " ".join((ast.get_docstring(node) or "").split())
            found = _IDS.match(said)
            if found:
                yield ProvingTest(path, node.name, tuple(re.findall(r"\w+", found[1])), said[found.end() :])


def matrix(asked: Requirements, tests: Sequence[ProvingTest]) -> list[Traced]:
    """Set each requirement beside its tests, its own and those of the requirements that it rests on."""
    return [
        Traced(one, tuple(test for test in tests if {one.id, *one.rests_on}.intersection(test.ids)))
        for one in asked.requirement
    ]


def misfits(asked: Requirements, tests: Sequence[ProvingTest]) -> list[str]:
    """Say what does not fit: an id that nobody asked for, a feature without proof, a proof of what is still to come."""
    known = set(asked.ids)
    found = [f"{test.node}: there is no requirement {id}" for test in tests for id in test.ids if id not in known]
    for traced in matrix(asked, tests):
        one = traced.requirement
        if one.met in ("feature", "partly") and not traced.tests:
            found.append(f'{one.id} is called "{one.met}", and no test proves it')
        if one.met == "later" and traced.tests:
            found.append(f'{one.id} is called "later", and {traced.tests[0].node} proves it')
    return found
