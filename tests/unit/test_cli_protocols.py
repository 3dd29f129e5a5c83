"""`eligo protocol`: the files that people are screened by, listed, checked, compared and put on paper."""

import json
from collections.abc import Callable
from pathlib import Path

from screening.protocol import Protocol
from screening.protocol.catalogue import find
from tests.amended import amended
from tests.store.service_samples import history as a_history
from tests.store.service_samples import with_answer

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "first-patient.json"

Run = Callable[..., tuple[int, str, str]]


def test_the_protocols_are_listed(eligo: Run) -> None:
    """With what one may be used for."""
    status, out, _ = eligo("protocol", "list")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert status == 0
    assert "not for screening" in lines["NCT03976882@2019-registered"]
    assert "unverified" in lines["NCT03976882@2024-published"]


def test_files_are_checked_and_every_problem_told(eligo: Run, tmp_path: Path) -> None:
    """Good ones say that they are in order; one bad one makes exit 3."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    text = find("NCT03976882").load().to_toml()
    good.write_text(text, "utf-8")
    bad.write_text(text.replace("below = 75", "bellow = 75"), "utf-8")
    status, out, err = eligo("protocol", "check", str(good), str(bad))
    assert status == 3
    assert out.startswith("NCT03976882@2024-published: in order; 6 criteria")
    assert "bad.toml" in err and "bellow" in err


def test_a_file_is_tried_before_anybody_is_judged_by_it(eligo: Run, tmp_path: Path) -> None:
    """An example that gives another answer refuses the file."""
    path = tmp_path / "wrong.toml"
    path.write_text(find("NCT03976882").load().to_toml().replace("below = 75", "below = 80"), "utf-8")
    status, out, err = eligo("assess", str(SAMPLE), "--protocol", str(path))
    assert (status, out) == (3, "") and "I3" in err


def test_the_schema_is_json(eligo: Run) -> None:
    """For an editor that completes and checks."""
    assert {"protocol", "field", "criterion"} <= json.loads(eligo("protocol", "schema")[1])["properties"].keys()


def test_two_protocols_are_compared(eligo: Run) -> None:
    """What is new, what went, what changed."""
    out = eligo("protocol", "compare", "NCT03976882@2019-registered", "NCT03976882")[1]
    assert "NCT03976882@2019-registered → NCT03976882@2024-published" in out
    assert "E2 added" in out and "I8 dropped" in out and "I3 changed" in out
    same = eligo("protocol", "compare", "NCT03976882", "NCT03976882")[1]
    assert "Both ask and decide the same." in same


def test_another_way_of_screening_is_shown(eligo: Run, tmp_path: Path) -> None:
    """What is asked and decided is the same; under which number somebody comes back is not."""
    path = tmp_path / "again.toml"
    text = find("NCT03976882").load().to_toml()
    path.write_text(
        text.replace("[protocol]", '[protocol]\nrescreening = "same_number"\nmost_attempts = 2', 1), "utf-8"
    )
    status, out, err = eligo("protocol", "compare", "NCT03976882", str(path))
    assert (status, err) == (0, "") and "Both ask and decide the same." in out
    assert "rescreening: same_number (before: new_number)" in out and "most_attempts: 2 (before: no limit)" in out


def test_a_changed_rule_is_shown_where_the_words_stayed(eligo: Run, tmp_path: Path) -> None:
    """In words made from the rule, before and after, and with the patients whom it turns."""
    made = find("NCT03976882").load().model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
    for criterion in made["criterion"]:
        if criterion["id"] == "I3":
            criterion["rule"]["good_for_days"] = 2
            criterion["examples"] = [one for one in criterion["examples"] if one["on"].day < 27]
    path = tmp_path / "amended.toml"
    path.write_text(Protocol.model_validate(made).to_toml(), "utf-8")
    status, out, err = eligo("protocol", "compare", "NCT03976882", str(path))
    assert (status, err) == (0, "")
    before, _, after = out.partition("Rule now:")
    assert "I3 changed" in before and "for 3 days after" in before and "for 2 days after" in after
    assert "In effect, near the limits:" in after and "before: Met; now: Not yet known" in " ".join(after.split())


def test_the_review_pack_is_written_without_a_site(eligo: Run, tmp_path: Path) -> None:
    """Of what ships or of a file, in either language; where it can't be written, that is said."""
    pack = tmp_path / "pack.pdf"
    status, out, err = eligo("protocol", "review", "NCT03976882", "-o", str(pack))
    assert (status, err) == (0, "") and "NCT03976882@2024-published" in out and pack.read_bytes().startswith(b"%PDF")
    file = Path(__file__).resolve().parents[1] / "protocols" / "NCT03222843.toml"
    status, out, _ = eligo("protocol", "review", "--language", "zh", str(file), "-o", str(pack))
    assert status == 0 and "规则审核" in out
    status, _, err = eligo("protocol", "review", "NCT03976882", "-o", str(tmp_path / "nowhere" / "pack.pdf"))
    assert status == 4 and "can’t be written" in err
    status, _, err = eligo("protocol", "review", "NCT03976882", "-o", str(tmp_path))
    assert status == 4 and "is a folder" in err
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_a_replay_tells_who_would_change(eligo: Run, tmp_path: Path) -> None:
    """For people, for programs, and as a file; the log stays as it was."""
    data, file, out_file = tmp_path / "site", tmp_path / "amended.toml", tmp_path / "who.csv"
    file.write_text(amended().to_toml(), "utf-8")
    history = tmp_path / "history.json"
    count = {"value": "80", "unit": "10*9/L", "on": "2026-11-22"}
    history.write_text(json.dumps(with_answer(a_history(), platelets=[count])), "utf-8")
    eligo("site", "init", "--data", str(data), "--site", "SH04", "--user", "Lin Mei")
    eligo("log", "add", "--data", str(data), str(history), "--on", "2026-11-23")
    before = eligo("log", "list", "--data", str(data), "--all", "--json")
    status, out, err = eligo("protocol", "replay", "--data", str(data), "--to", str(file))
    assert (status, err) == (0, "") and "1 open case and 0 screen failures" in out
    assert "I3: Not met → Met" in out and "Not eligible → Meets all criteria" in out
    said = json.loads(eligo("protocol", "replay", "--data", str(data), "--to", str(file), "--json")[1])
    assert said["read"] == {"open": 1, "failed": 0} and said["to"]["version"] == "2026-amended"
    assert [(one["number"], one["then"]["after"], one["to_do"]) for one in said["changed"]] == [
        ("SH04-0001", "eligible", "judge")
    ]
    assert eligo("log", "list", "--data", str(data), "--all", "--json") == before
    status, out, _ = eligo("protocol", "replay", "--data", str(data), "--to", str(file), "-o", str(out_file))
    assert status == 0 and "1 case written" in out and out_file.exists()
    status, _, err = eligo("protocol", "replay", "--data", str(data), "--to", "2019-registered")
    assert (status, err) == (0, ""), "a version that ships is known by its name alone"
