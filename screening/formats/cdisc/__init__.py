"""CDISC's shapes: a study's copy as SDTM datasets, in Dataset-JSON or as SAS transport files."""

from screening.formats.cdisc.sdtm import remarks, sdtm_files

__all__ = ["remarks", "sdtm_files"]
