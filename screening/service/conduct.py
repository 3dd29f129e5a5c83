"""The study at the site: recruitment paused, the log closed for good."""

from screening.ledger import Reader


def refuse_when_closed(reader: Reader, study: str) -> None:
    """Refuse where nothing more goes into the log of a study."""
