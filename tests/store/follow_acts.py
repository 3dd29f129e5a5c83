"""What the use cases of a follow-up and of the database lock write: by whom, how, and which entries."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from screening.service import Site
from screening.service.following import Following
from screening.service.locking import Locking
from tests.store.follow_samples import RESPONDER, facts
from tests.store.staffed import COORDINATOR, DOCTOR

PARTS: dict[str, type] = {"following": Following, "database": Locking}

READING = {
    *("following.of", "following.enrolled", "following.enrolled_in", "following.judge", "following.judge_readable"),
    *("following.in_the_way", "database.state", "database.in_the_way", "database.refuse_while_blind"),
}


def followed(site: Site, _folder: Path) -> object:
    return site.following.add(site.numbered("SH04-0003")[-1].seq, facts(RESPONDER))


def locked(site: Site, _folder: Path) -> object:
    return site.database.lock("final_analysis", DOCTOR[1])


def unlocked(site: Site, folder: Path) -> object:
    return locked(site, folder), site.database.unlock("query")


def unblinded(site: Site, folder: Path) -> object:
    return locked(site, folder), site.database.unblind("c3" * 32, 1, 1, 0)


ACTS: dict[str, tuple[tuple[str, str], Callable[[Site, Path], Any], list[str]]] = {
    "following.add": (COORDINATOR, followed, ["followed_up"]),
    "database.lock": (DOCTOR, locked, ["database_locked"]),
    "database.unlock": (DOCTOR, unlocked, ["database_locked", "database_unlocked"]),
    "database.unblind": (DOCTOR, unblinded, ["database_locked", "unblinded"]),
}
