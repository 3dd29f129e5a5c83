"""A study's copy as SDTM: TI, IE, SUPPIE, DM, DS and LB, checked before anything is written."""

from collections.abc import Iterator, Sequence
from itertools import chain

from screening.formats.cdisc import xpt as transport
from screening.formats.cdisc.conformance import require_conformance
from screening.formats.cdisc.criteria import Criteria, long_ones
from screening.formats.cdisc.dataset_json import dataset_json
from screening.formats.cdisc.datasets import Dataset
from screening.formats.cdisc.define import NAME, define_xml
from screening.formats.cdisc.labs import lb
from screening.formats.cdisc.people import Person
from screening.formats.cdisc.subjects import dm, ds
from screening.formats.cdisc.unmet import ie_and_suppie
from screening.log import Dossier
from screening.wording import Words, refused


def sdtm_files(dossier: Dossier, *, xpt: bool = False) -> Iterator[tuple[str, bytes]]:
    """Give the files by name: Dataset-JSON 1.1, or SAS transport files version 5; and what they are.

    Everything is made and checked before the first is given; what does not conform or fit is refused as a whole.
    """
    if xpt:
        transport.require()
    made = datasets(dossier)
    require_conformance(made)
    if not xpt:
        written = ((f"{one.name.lower()}.json", dataset_json(one, dossier)) for one in made)
        return chain(written, [(NAME, define_xml(made, dossier, "json"))])
    found = transport.misfits(made)
    if found:
        raise refused("sdtm.xpt", count=len(found), found="\n".join(found))
    carried = ((f"{one.name.lower()}.xpt", transport.xpt(one, dossier.made)) for one in made)
    return chain(carried, [(NAME, define_xml(made, dossier, "xpt"))])


def datasets(dossier: Dossier) -> Sequence[Dataset]:
    """Make the datasets, unchecked."""
    people = [Person(dossier.study, one) for one in dossier.subjects]
    criteria = Criteria(dossier.study, dossier.protocols)
    ie, suppie = ie_and_suppie(people, criteria)
    return criteria.ti(), ie, suppie, dm(people, dossier.site), ds(people, criteria), lb(people)


def remarks(dossier: Dossier, words: Words) -> list[str]:
    """Tell what whoever receives the files must know: what is not in them, and what stands in a term's place."""
    long = long_ones(dossier.protocols)
    said = {
        "part": True,
        "arms": True,
        "unknown": True,
        "site": dossier.site is None,
        "days": not dossier.dated,
        "age": any(one.age is not None and one.age > 89 for s in dossier.subjects for one in s.attempts),
        "again": any(len(one.attempts) > 1 for one in dossier.subjects),
        "long": bool(long),
    }
    values = {"criteria": words.listed(long)}
    return [words.text(f"sdtm.{name}", **values) for name, holds in said.items() if holds]
