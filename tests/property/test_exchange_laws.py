"""Whatever was answered and corrected: what leaves is valid, whole, and tells how things stand."""

import tempfile
from copy import deepcopy
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.protocol import Protocol
from screening.service import Actor, Site
from tests.property.plain import Day, Json
from tests.property.worlds import World, an_answer, random_worlds
from tests.store import fhir_checks, odm_checks
from tests.store.act_samples import with_people
from tests.store.exchange_samples import LEVELS, dossier_at

SOME = settings(max_examples=max(20, settings().max_examples // 3))


def asked_of_all(raw: Json) -> Protocol:
    """Give a drawn protocol as one that may be activated: every field is evidence for something."""
    everything = {"decided_by": "investigator", "evidence": sorted(raw["field"])}
    criterion = {"id": "C9", "kind": "inclusion", "text": {"en": "All"}, **everything}
    return Protocol.model_validate({**raw, "criterion": [*raw["criterion"], criterion]})


def consented(history: Json) -> Json:
    return {**history, "subject": {**history["subject"], "consent": {"given": True, "on": "2026-01-05T08:15"}}}


def versions(chance: Random, raw: Json, history: Json, on: Day) -> list[Json]:
    """Draw how a case was corrected, once and once more."""
    found = [history]
    for _ in range(2):
        answers = deepcopy(found[-1]["answers"])
        for name in chance.sample(sorted(raw["field"]), k=chance.randint(0, 3)):
            answers[name] = an_answer(chance, raw["field"][name], on)
        found.append({**history, "answers": answers})
    return [consented(one) for one in found]


@SOME
@given(random_worlds(), st.randoms(use_true_random=True), st.sampled_from(["en", "zh_CN"]))
def test_any_case_leaves_valid_and_whole(world: World, chance: Random, language: str) -> None:
    """A3, A4: also after corrections; and the trail of changes leads to the values that stand."""
    raw, history, on = world
    first, *later = versions(chance, raw, history, on)
    with tempfile.TemporaryDirectory() as folder:
        made = Site.init(Path(folder) / "site", code="S-1", actor=Actor("Lin"), protocol=asked_of_all(raw))
        with with_people(made) as site:
            seq = site.save(first, on).seq
            for one in later:
                seq = site.save(one, on, former=seq, corrects=True, reason="misread").seq
            dossiers = [dossier_at(site, each, language) for each in LEVELS]
    for dossier in dossiers:
        root = odm_checks.valid(dossier)
        bundle = fhir_checks.valid(dossier)
        (subject,) = dossier.subjects
        assert len(fhir_checks.resources(bundle, "Observation")) == len(subject.attempts[0].labs)
        if dossier.dated:
            assert odm_checks.replayed(root) == odm_checks.standing(dossier)
