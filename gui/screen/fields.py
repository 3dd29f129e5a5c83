"""Which input a field of a protocol gets."""

from datetime import date

from gui.kit.cards import Card
from gui.screen.answer_inputs import AnswerInput
from gui.screen.inputs import FieldInput
from gui.screen.lab_input import LabInput
from gui.screen.list_inputs import EventsInput, PeriodsInput
from gui.screen.worksheet_input import WorksheetInput
from screening.protocol import EventsField, LabField, PeriodsField, Protocol, WorksheetField
from screening.wording import Words


def input_of(protocol: Protocol, name: str, card: Card, words: Words, today: date, *, titled: bool) -> FieldInput:
    """Make the input of a field, in a card; `titled` where it does not stand alone there."""
    field = protocol.field[name]
    if isinstance(field, LabField):
        return LabInput(name, protocol, card, words, today, titled=titled)
    if isinstance(field, WorksheetField):
        return WorksheetInput(name, field, card, words, today)
    if isinstance(field, EventsField):
        return EventsInput(name, field, card, words, today)
    if isinstance(field, PeriodsField):
        return PeriodsInput(name, field, card, words, today)
    return AnswerInput(name, field, card, words, today)
