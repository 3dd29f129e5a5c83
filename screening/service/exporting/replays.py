"""Who would change by another version, as a coded copy: numbers, versions and outcomes; no dates."""

from pathlib import Path

from screening.access import Permission
from screening.formats.tables import Cell, csv_parts
from screening.log import Exported
from screening.service.amendments import Changed, Replays
from screening.service.exporting.copies import Copy
from screening.service.site import Site
from screening.wording import Words
from screening.wording.amendments import line_change

_COLUMNS = (
    *("number", "attempt", "judged_by", "read_under", "outcome", "recorded", "then_before", "then_after"),
    *("now_before", "now_after", "by", "left_out", "to_do"),
)


def export_replay(site: Site, path: Path, words: Words, found: Replays) -> Exported:
    """Write who would change as CSV, its manifest beside it, and note it in the book; whole or not at all."""
    with site.acting(Permission.EXPORT_CODED):
        copy = Copy(site, words, view="replay", format="csv", privacy="coded")
        header = [words.text(f"amendment.column.{name}") for name in _COLUMNS]
        parts = csv_parts(header, (_row(one, found, words) for one in copy.counted(found.changed)))
        return copy.leave(path, lambda file: file.writelines(parts))


def _row(one: Changed, found: Replays, words: Words) -> list[Cell]:
    row, read = one.row, one.read
    standings = (read.case.standing, read.then.before, read.then.after, read.now.before, read.now.after)
    by = dict.fromkeys(line_change(*line, words) for line in (*read.then.by, *read.now.by))
    return [
        row.number,
        row.attempt,
        row.protocol_version,
        found.after.version,
        words.text(f"amendment.{'failed' if read.case.failed else 'open'}"),
        *(words.text(f"amendment.standing.{standing}") for standing in standings),
        words.joined(list(by)),
        words.listed(read.left_out),
        words.text(f"amendment.reach.{one.reach}"),
    ]
