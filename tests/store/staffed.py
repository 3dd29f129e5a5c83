"""A site with two people, for tests of acts: a coordinator who administers, and an investigator."""

from pathlib import Path

from screening.protocol import Protocol
from screening.service import Server, Site, begin_with_accounts, choose_password, enter
from tests.store.service_samples import published

COORDINATOR, DOCTOR = ("Wang Li", "a quiet river in spring"), ("Xu Dan", "seven grey herons at dusk")


def begin_staffed(folder: Path, server: Server | None = None, protocol: Protocol | None = None) -> None:
    """Begin the site's book and leave it closed."""
    name, password = COORDINATOR
    site, _ = begin_with_accounts(
        folder,
        code="SH04",
        name=name,
        role="coordinator",
        password=password,
        protocol=protocol or published(),
        server=server,
    )
    with site:
        once = site.staff.add(DOCTOR[0], ["investigator"], verified="staff card")
        choose_password(folder, DOCTOR[0], once, DOCTOR[1]).close()


def as_coordinator(folder: Path) -> Site:
    """Give the book to the coordinator."""
    return enter(folder, *COORDINATOR)


def as_doctor(folder: Path) -> Site:
    """Give the book to the investigator."""
    return enter(folder, *DOCTOR)
