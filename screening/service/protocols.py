"""The protocols as the book keeps them: a case is read by the text that judged it."""

from screening.ledger import Ledger
from screening.log import ProtocolActivated
from screening.protocol import Protocol, loads


class Protocols:
    """Every protocol that was ever activated in a book, read when it is first asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._read: dict[str, Protocol] = {}

    def latest(self) -> Protocol:
        """Give the one that the study screens by now."""
        activated = self._ledger.entries(kinds=(ProtocolActivated.kind,), limit=1, newest_first=True)
        return self.get(str(next(iter(activated)).payload["fingerprint"]))

    def know(self, protocol: Protocol) -> None:
        """Remember one that was just put into use."""
        self._read[protocol.fingerprint] = protocol

    def get(self, fingerprint: str) -> Protocol:
        """Give one by its fingerprint."""
        if fingerprint not in self._read:
            for entry in self._ledger.entries(kinds=(ProtocolActivated.kind,)):
                found = str(entry.payload["fingerprint"])
                if found not in self._read:
                    self._read[found] = loads(str(entry.payload["text"]))
        return self._read[fingerprint]
