"""Which protocol is meant: by its id, `ID@VERSION`, or a file of it; and how programs are told which it was."""

from pathlib import Path

from screening.errors import InputError
from screening.protocol import Protocol
from screening.protocol.catalogue import find

DEFAULT = "NCT03976882"


def named(reference: str | None) -> Protocol:
    """Read the protocol that a reference or a path names; without either, the default one. A file is tried first."""
    if reference is not None and _is_path(reference):
        from screening.review import check

        return check(Path(reference))
    return find(DEFAULT if reference is None else reference).load()


def chosen(reference: str | None) -> Protocol:
    """Read a protocol to screen with; InputError says why nobody can be screened with this one."""
    protocol = named(reference)
    why = protocol.protocol.unusable
    if why is not None:
        raise InputError(f"nobody can be screened with {protocol.id}@{protocol.version}: {why.in_('en')}")
    return protocol


def as_json(protocol: Protocol) -> dict[str, str]:
    """Name a protocol as the contract has it."""
    return {
        "id": protocol.id,
        "version": protocol.version,
        "fingerprint": protocol.fingerprint,
        "status": protocol.protocol.status,
    }


def _is_path(reference: str) -> bool:
    return reference.lower().endswith(".toml") or "/" in reference or "\\" in reference
