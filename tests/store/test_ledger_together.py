"""Several programs, and several threads of one, on the same store."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

from screening.ledger import Draft, Ledger, Reader, Where
from tests.store.ledger_samples import KEY, Kinds, draft, person_draft

PROGRAMS = 4
APPENDS = 200


def numbered(reader: Reader) -> Draft:
    """Draw the next number from the projection and use it."""
    return person_draft("p1", payload={"number": reader.rows("SELECT count(*) + 1 FROM kind_order")[0][0]})


def append_many(where: Where) -> list[int]:
    """Append as one program of several; give the numbers drawn."""
    drawn = []
    with Ledger.open(where, KEY, projections=[Kinds()], patience=60) as ledger:
        for _ in range(APPENDS):
            number = ledger.append_with(numbered).payload["number"]
            assert isinstance(number, int)
            drawn.append(number)
    return drawn


def test_programs_at_once_never_fork_the_chain(where: Where) -> None:
    """Every append of every program is in one chain, and no number was drawn twice."""
    Ledger.create(where, KEY, projections=[Kinds()]).close()
    with multiprocessing.get_context("spawn").Pool(PROGRAMS) as pool:
        drawn = pool.map(append_many, [where] * PROGRAMS, chunksize=1)
    assert sorted(number for numbers in drawn for number in numbers) == list(range(1, PROGRAMS * APPENDS + 1))
    assert all(numbers == sorted(numbers) for numbers in drawn)
    with Ledger.open(where, KEY, projections=[Kinds()]) as ledger:
        assert ledger.verify().ok
        assert ledger.count() == PROGRAMS * APPENDS
        assert [entry.payload["number"] for entry in ledger.entries()] == list(range(1, PROGRAMS * APPENDS + 1))


def test_two_programs_take_turns(where: Where) -> None:
    """Each goes on from what the other wrote, though it remembers the head of its own last append."""
    with Ledger.create(where, KEY) as one, Ledger.open(where, KEY) as other:
        entries = [ledger.append(draft()) for ledger in (one, one, other, one, other, other, one)]
        assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6, 7]
        assert one.head() == other.head()
        assert other.verify().ok


def test_a_maker_of_drafts_sees_what_another_has_just_written(where: Where) -> None:
    """Within an append the head is that of the book as it is, and stays so."""
    with Ledger.create(where, KEY) as one, Ledger.open(where, KEY) as other:

        def counted(reader: Reader) -> Draft:
            assert reader.head() == other.head()
            return draft(payload={"before": [entry.seq for entry in reader.entries(kinds=["assessed"])]})

        one.append(draft())
        other.append([draft(), draft("struck")])
        assert one.append_with(counted).payload["before"] == [1, 2]
        assert one.append_with(counted).payload["before"] == [1, 2, 4]


def test_threads_of_one_program_take_turns(where: Where) -> None:
    """One open ledger may be used from any thread; appends and reads don't mix."""
    with Ledger.create(where, KEY, projections=[Kinds()]) as ledger:

        def work(_: int) -> int:
            seq = ledger.append_with(numbered).seq
            assert ledger.entry(seq).payload["number"] == seq
            return seq

        with ThreadPoolExecutor(8) as threads:
            assert sorted(threads.map(work, range(100))) == list(range(1, 101))
        assert ledger.verify().ok


def test_writing_goes_on_while_another_thread_verifies(where: Where) -> None:
    """A check covers the entries there were at its beginning."""
    with Ledger.create(where, KEY) as ledger:
        ledger.append([draft() for _ in range(300)])

        def meanwhile(done: int, of: int) -> None:
            ledger.append(draft())

        found = ledger.verify(meanwhile)
        assert (found.ok, found.length) == (True, 300)
        assert ledger.count() > 300
