"""Is this protocol sane? Its own examples, whether every criterion can be met and fail, and what looks odd.

`checking` reads a file and refuses it with everything that is wrong. `examples` runs the worked examples through the
engine, `conflicts` looks for criteria that can't hold (with answers from `representatives`). `oddities` are warnings;
`boundaries` asks for them whether the examples would notice a bound that is slightly wrong.
"""

from screening.review.checking import check, check_text
from screening.review.conflicts import contradictions, nothing_known_problem
from screening.review.examples import examples_problems
from screening.review.oddities import lint

__all__ = [
    "check",
    "check_text",
    "contradictions",
    "examples_problems",
    "lint",
    "nothing_known_problem",
]
