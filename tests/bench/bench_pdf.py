"""How long does a checklist take as PDF, and a long log? Run: python -m tests.bench.bench_pdf [turns] [rows]

`checklist_pdf` sets the checklist of one patient; the whole use case also gathers it from the book, seals the book,
looks for identifiers in the coded copy, notes it, and brings it onto the disk. Beside them, in the same run: Typst with
our fonts and an empty document of the same kind. A log of some thousand rows is set once, in a process of its own.
"""

import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import count, islice
from pathlib import Path

from screening.formats.pdf import checklist_pdf, log_pdf
from screening.formats.pdf.typesetting import _fonts
from screening.formats.tables import Column, Table
from screening.service import export_checklist
from screening.service.checklists import checklist
from screening.wording import Words
from tests.bench.bench_ledger import report, take_turns, void
from tests.store.service_samples import ON, begun, someone

TURNS, ROWS, COLUMNS = 20, 3_000, 12
WORDS = Words("en", "long")


def empty_document() -> None:
    """Set nothing, on one page, with the same fonts and by the same standards."""
    import typst

    source = b'#set document(title: "Empty")\n#set text(font: "Inter")\nEmpty'
    typst.compile(
        source, font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=["a-2b", "ua-1"], timestamp=0
    )


def long_log(rows: int) -> None:
    """Set a log, and say what it took."""
    columns = tuple(Column(f"c{place}", f"Heading {place}") for place in range(COLUMNS))
    cells = ([f"cell {row} of {place}" for place in range(COLUMNS)] for row in range(rows))
    begin = time.perf_counter()
    made = log_pdf(Table("log", "Log", columns, cells), words=WORDS, code="ELIGO-1-0123456789abcdef")
    seconds, peak = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{rows} rows of {COLUMNS} columns: {seconds:.1f} s, {peak} MB of memory, {len(made) / 1e6:.1f} MB")


def main() -> None:
    if sys.argv[1:2] == ["log"]:
        long_log(int(sys.argv[2]))
        return
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-pdf-") as name, ExitStack() as stack:
        folder = Path(name)
        site = stack.enter_context(begun(folder / "site"))
        # Somebody else each time: Typst remembers what it set.
        people = (site.save(someone(str(number)), ON).seq for number in count(1))
        seqs = list(islice(people, 3 * turns + 1))
        gathered = (checklist(site, seq, identified=True) for seq in seqs)
        first = next(gathered)
        ready = iter(list(islice(gathered, turns)))
        waiting = iter(seqs[turns + 1 :])

        def whole(*, identified: bool) -> None:
            seq = next(waiting)
            export_checklist(site, folder / f"{seq}.pdf", WORDS, seq, identified=identified)

        sides = {
            "an empty document": empty_document,
            "a checklist set": lambda: void(checklist_pdf(next(ready), WORDS)),
            "a checklist leaves, identified": lambda: whole(identified=True),
            "a checklist leaves, coded": lambda: whole(identified=False),
        }
        begin = time.perf_counter()
        checklist_pdf(first, WORDS)
        print(f"the first checklist of a session: {time.perf_counter() - begin:.2f} s")
        report(take_turns(sides, turns, 1), "an empty document")
    subprocess.run([sys.executable, "-m", "tests.bench.bench_pdf", "log", str(rows)], check=True)


if __name__ == "__main__":
    main()
