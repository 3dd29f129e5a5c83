"""How long do 10,000 laboratory messages take, beside parting their bytes? Run: python -m tests.bench.bench_hl7

The yardstick splits the same bytes at every segment and every field and does nothing else: no characters, no escapes,
no meaning. The sides take turns within one run. `many` is a ward's export, of which one person is proposed; `one` is a
single person's, so that every result is read, settled and proposed; `hostile` corrects one result over and over.
"""

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from screening.formats.hl7 import propose
from screening.formats.proposal import Proposal
from tests.unit.hl7_samples import PROTOCOL, ZHANG, file, msh, nte, obr, obx, pid

MESSAGES = 10_000
MOST_TIMES = 80


def main(rounds: int = 5) -> int:
    """Print the ratios; fail where reading costs more than is bearable."""
    worst = 0.0
    for name, lines in (("many", export(200)), ("one", export(1)), ("hostile", corrections())):
        raw = file(*lines)
        turns = [(seconds(parted, raw), seconds(read_by_us, raw)) for _ in range(rounds)]
        plain, read = (median(turn[side] for turn in turns) for side in (0, 1))
        ratio = median(mine / theirs for theirs, mine in turns)
        facts = len(read_by_us(raw).facts)
        told = f"{name:8} {len(raw) / 1e6:5.1f} MB  split {plain * 1e3:7.1f} ms  read {read * 1e3:7.1f} ms"
        print(f"{told}  {ratio:5.1f} x a split  {MESSAGES / read:9,.0f} messages/s  {facts} facts")
        worst = max(worst, ratio)
    return int(worst > MOST_TIMES)


def parted(raw: bytes) -> list[list[bytes]]:
    return [line.split(b"|") for line in raw.split(b"\r")]


def read_by_us(raw: bytes) -> Proposal:
    return propose(raw, "lab.hl7", PROTOCOL)


def seconds(work: Callable[[bytes], object], raw: bytes) -> float:
    start = time.perf_counter()
    work(raw)
    return time.perf_counter() - start


def export(people: int) -> Iterator[str]:
    """Write messages of a blood count with nine results each, a comment in every tenth."""
    others = {"718-7": "g/L", "6690-2": "10*9/L", "751-8": "10*9/L", "789-8": "10*12/L", "32623-1": "fL", "4544-3": "%"}
    for number in range(MESSAGES):
        day = f"2026{1 + number // 28 % 12:02d}{1 + number % 28:02d}{number % 24:02d}{number % 60:02d}00"
        yield from (msh(f"LAB-{number}", at=day), pid((f"{1000 + number % people}^^^HOSP^MR", *ZHANG[1:])))
        yield from (obr(f"F{number}", day), obx(str(20 + number % 300), limits="125-350", flag="L"))
        yield from (obx("9.8", test=f"{code}^A test^LN", unit=unit) for code, unit in others.items())
        yield from (obx("1.1", test="X9^Ours^99LAB"), *([nte("platelet clumps")] if number % 10 == 0 else []))


def corrections() -> Iterator[str]:
    """Write one result ten thousand times, each correcting the one before at another time."""
    for number in range(MESSAGES):
        at = f"20261122{number // 60 % 24:02d}{number % 60:02d}"
        yield from (msh(at="20261122"), pid(), obr(collected=at), obx(str(number), status="FC"[number % 2]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
