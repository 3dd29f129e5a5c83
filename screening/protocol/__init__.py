"""The protocol file: frozen models, a closed set of rule shapes, loading, saving, fingerprint, JSON schema.

One TOML file is one version of one protocol. `text`, `numbers` and `fields` say what is asked, `rules` what
a criterion can say, `document` what a file holds. `loading` reads one and names all that is wrong: `mistakes`
of form and `references` that don't fit, each on its line (`lines`). `catalogue` finds files, `comparison`
sets two side by side.
"""

from screening.protocol.document import (
    Assumption,
    Criterion,
    Endpoint,
    Example,
    FollowUp,
    Header,
    Measure,
    Outcome,
    Protocol,
    Section,
)
from screening.protocol.fields import (
    CAUSES,
    NOT_ASSESSED,
    PRESENT,
    RULED_OUT,
    WORKSHEET_STATES,
    AdverseEventsField,
    ChoiceField,
    DateField,
    EventsField,
    FormField,
    LabField,
    NumberField,
    PeriodsField,
    WorksheetField,
)
from screening.protocol.loading import load, loads, prepare, schema

__all__ = [
    "CAUSES",
    "NOT_ASSESSED",
    "PRESENT",
    "RULED_OUT",
    "WORKSHEET_STATES",
    "AdverseEventsField",
    "Assumption",
    "ChoiceField",
    "Criterion",
    "DateField",
    "Endpoint",
    "EventsField",
    "Example",
    "FollowUp",
    "FormField",
    "Header",
    "LabField",
    "Measure",
    "NumberField",
    "Outcome",
    "PeriodsField",
    "Protocol",
    "Section",
    "WorksheetField",
    "load",
    "loads",
    "prepare",
    "schema",
]
