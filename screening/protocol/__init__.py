"""The protocol file: frozen models, a closed set of rule shapes, loading, saving, fingerprint, JSON schema.

One TOML file is one version of one protocol. `text`, `numbers` and `fields` say what is asked, `rules` what
a criterion can say, `document` what a file holds. `loading` reads one and names all that is wrong: `mistakes`
of form and `references` that don't fit, each on its line (`lines`). `catalogue` finds files, `comparison`
sets two side by side.
"""

from screening.protocol.document import Assumption, Criterion, Example, Header, Outcome, Protocol, Section
from screening.protocol.fields import (
    CAUSES,
    NOT_ASSESSED,
    PRESENT,
    RULED_OUT,
    WORKSHEET_STATES,
    ChoiceField,
    DateField,
    EventsField,
    FormField,
    LabField,
    NumberField,
    WorksheetField,
)
from screening.protocol.loading import load, loads, prepare, schema

__all__ = [
    "CAUSES",
    "NOT_ASSESSED",
    "PRESENT",
    "RULED_OUT",
    "WORKSHEET_STATES",
    "Assumption",
    "ChoiceField",
    "Criterion",
    "DateField",
    "EventsField",
    "Example",
    "FormField",
    "Header",
    "LabField",
    "NumberField",
    "Outcome",
    "Protocol",
    "Section",
    "WorksheetField",
    "load",
    "loads",
    "prepare",
    "schema",
]
