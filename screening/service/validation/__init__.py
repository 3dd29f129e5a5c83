"""Validation: the requirements, the tests that prove them and their results here, and a check of the installation.

`requirements` is the checklist, `tracing` finds the tests that prove it, `running` runs them; `installation` checks
what the program stands on. `evidence` gathers it all, `page` and `pack` write it down.
"""

from screening.service.validation.evidence import Evidence
from screening.service.validation.pack import FILES, make_pack
from screening.service.validation.requirements import MET
from screening.service.validation.running import checkout

__all__ = ["FILES", "MET", "Evidence", "checkout", "make_pack"]
