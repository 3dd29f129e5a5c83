"""What a validation pack tells: gathered once, whatever form it is then written in."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from screening.service.validation.installation import Checked, check_installation
from screening.service.validation.requirements import Requirements, requirements
from screening.service.validation.running import Outcome, run
from screening.service.validation.tracing import ProvingTest, Traced, matrix, proving_tests
from screening.service.validation.versions import Versions, versions
from screening.wording import Words

Standing = Literal["passed", "failed", "partly_run", "not_run", "none"]
"""Of a requirement: what its tests gave here; `none` where no test is meant to prove it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An installation held against the requirements at one moment."""

    made_at: datetime
    versions: Versions
    asked: Requirements
    checks: tuple[Checked, ...]
    tests: tuple[ProvingTest, ...]
    outcomes: Mapping[str, Outcome]

    @property
    def traced(self) -> list[Traced]:
        """Give each requirement with its tests."""
        return matrix(self.asked, self.tests)

    def standing(self, traced: Traced) -> Standing:
        """Say what the tests of a requirement gave."""
        results = {self.outcomes[test.node].result for test in traced.tests}
        if not results:
            return "not_run" if traced.requirement.met in ("feature", "partly") else "none"
        if "failed" in results:
            return "failed"
        if "not_run" not in results:
            return "passed"
        return "partly_run" if "passed" in results else "not_run"

    def counts(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Count checks and tests by their result, and requirements by how they are met."""
        return (
            Counter(result_of(one) for one in self.checks),
            Counter(outcome.result for outcome in self.outcomes.values()),
            Counter(one.met for one in self.asked.requirement),
        )

    def failures(self, words: Words) -> list[str]:
        """Name the checks and tests that failed."""
        checks = [words.text(f"validate.check.{one.name}.name") for one in self.checks if one.found.passed is False]
        return [*checks, *(node for node, outcome in self.outcomes.items() if outcome.result == "failed")]


def result_of(check: Checked) -> Literal["passed", "failed", "untold"]:
    """Name what a check gave."""
    return "untold" if check.found.passed is None else "passed" if check.found.passed else "failed"


def gather(root: Path | None, data: Path, under_way: Callable[[int], None]) -> Evidence:
    """Check the installation and run the tests of its checkout, if it has one; `under_way` is told how many."""
    tests = tuple(proving_tests(root)) if root else ()
    under_way(len(tests))
    return Evidence(
        made_at=datetime.now().astimezone(),
        versions=versions(),
        asked=requirements(),
        checks=tuple(check_installation(data)),
        tests=tests,
        outcomes=run(root, tests),
    )
