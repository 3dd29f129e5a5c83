"""`eligo protocol review` and `eligo log figure`: what is printed and drawn, each call as its own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.cli import main

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "first-patient.json"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def eligo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `eligo` with the site's folder in the environment."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_the_review_pack_is_written_without_a_site(eligo: Run, tmp_path: Path) -> None:
    """Of what ships or of a file, in either language; where it can't be written, that is said."""
    pack = tmp_path / "pack.pdf"
    status, out, err = eligo("protocol", "review", "NCT03976882", "-o", str(pack))
    assert (status, err) == (0, "") and "NCT03976882@2024-published" in out and pack.read_bytes().startswith(b"%PDF")
    file = Path(__file__).resolve().parents[1] / "protocols" / "NCT03222843.toml"
    status, out, _ = eligo("protocol", "review", "--language", "zh", str(file), "-o", str(pack))
    assert status == 0 and "规则审核" in out
    status, _, err = eligo("protocol", "review", "NCT03976882", "-o", str(tmp_path / "nowhere" / "pack.pdf"))
    assert status == 4 and "can't be written" in err
    status, _, err = eligo("protocol", "review", "NCT03976882", "-o", str(tmp_path))
    assert status == 4 and "is a folder" in err
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_a_figure_is_drawn_in_the_format_that_its_name_ends_with(eligo: Run, tmp_path: Path) -> None:
    """Both figures, in either language; another ending is refused, and then nothing is noted."""
    assert eligo("site", "init", "--site", "SH04", "--user", "Lin Mei", "--role", "coordinator")[0] == 0
    data = {**json.loads(SAMPLE.read_text("utf-8")), "subject": {"name": "诸葛珍稀", "consent": {"given": True}}}
    (tmp_path / "patient.json").write_text(json.dumps(data), "utf-8")
    assert eligo("log", "add", str(tmp_path / "patient.json"), "--on", "2026-11-23")[0] == 0
    for kind, name, begin in (
        ("consort", "flow.svg", b"<svg"),
        ("funnel", "F.PNG", b"\x89PNG"),
        ("consort", "f.pdf", b"%PDF"),
    ):
        status, out, err = eligo("log", "figure", kind, "-o", str(tmp_path / name))
        assert (status, err) == (0, "") and "1 people counted" in out
        assert (tmp_path / name).read_bytes().startswith(begin)
    assert eligo("log", "verify", "--against", str(tmp_path / "flow.svg"))[0] == 0
    status, _, err = eligo("log", "figure", "funnel", "-o", str(tmp_path / "x.jpg"))
    assert status == 2 and ".svg, .png, .pdf" in err and not (tmp_path / "x.jpg").exists()
