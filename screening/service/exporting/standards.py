"""The whole study in the shape of a data standard: which files that makes."""

from collections.abc import Callable, Iterable, Mapping

from screening.log import Dossier
from screening.wording import Words

Files = list[tuple[str, bytes]]
README = "readme"


def standard(study: Dossier, format: str, words: Words) -> Files:
    """Give the files of a standard by name; several are one package, with a word on what is not in them."""
    return _MAKERS[format](study, words)


def _sdtm(study: Dossier, words: Words, *, xpt: bool = False) -> Files:
    from screening.formats.cdisc import remarks, sdtm_files

    return [*sdtm_files(study, xpt=xpt), (f"{README}.txt", _lines(remarks(study, words)))]


def _xpt(study: Dossier, words: Words) -> Files:
    return _sdtm(study, words, xpt=True)


def _odm(study: Dossier, words: Words) -> Files:
    from screening.formats.odm import odm

    del words
    return [("study.xml", odm(study))]


def _fhir(study: Dossier, words: Words) -> Files:
    from screening.formats.fhir import bundle

    del words
    return [("study.json", bundle(study))]


def _lines(told: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in told).encode()


_MAKERS: Mapping[str, Callable[[Dossier, Words], Files]] = {"sdtm": _sdtm, "xpt": _xpt, "odm": _odm, "fhir": _fhir}
