"""How large a file from outside may be: of each family, no more than a desktop has memory to read."""

from screening.wording import refused

LARGEST_FILE = {"fhir": 200_000_000, "hl7": 50_000_000, "lists": 20_000_000, "registry": 10_000_000}
"""In bytes: a trial with all its results; of patients ten times a whole record, some 80,000 blood counts as messages,
200,000 results as a list."""


def refuse_if_large(family: str, size: int) -> None:
    """RefusedError where a file of a family has more bytes than are read."""
    if size > LARGEST_FILE[family]:
        raise refused(f"{family}.large", most=LARGEST_FILE[family] // 1_000_000)
