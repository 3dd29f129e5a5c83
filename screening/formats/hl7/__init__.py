"""HL7 v2 laboratory messages (ORU^R01, 2.3 to 2.5.1) as a proposal for one patient's history.

`files` parts a file into messages, `charset` and `er7` read their characters, `orders` says what belongs together;
`people`, `asked`, `samples`, `values`, `times` give each part its meaning, `standing` says which results count,
`results` and `reading` put it together.
"""

from screening.formats.hl7.reading import propose

__all__ = ["propose"]
