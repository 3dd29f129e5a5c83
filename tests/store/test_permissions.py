"""Every use case of the service is guarded by a permission, or known to need none."""

from screening.service import Site


def test_every_use_case_says_what_it_needs() -> None:
    """S2: a method of the service that forgot to would be open to everybody."""
    free = {
        *("open", "opened", "init", "close", "abandon", "admit", "acting", "permits", "assess", "head", "note"),
        *("manifest", "seal", "last_backup", "known_to_all", "reading_aside"),
    }
    methods = {name: one for name, one in vars(Site).items() if callable(one) and not name.startswith("_")}
    methods |= {name: one for name, one in vars(Site.__mro__[1]).items() if callable(one) and not name.startswith("_")}
    assert {name for name, one in methods.items() if not hasattr(one, "permission")} <= free
