"""A registry's running text cut into lines: as it is written, and nothing of it lost."""

import pytest

from screening.formats.criteria_text import cut

PLAIN = r"""Inclusion Criteria:

* Age \>= 18 years
* Histologically confirmed solid tumor that is
  refractory to standard therapy
* Adequate organ function, defined as:

  * ANC &ge; 1.5 x 10\^9/L
  * Bilirubin

    1. \<= 1.5 x ULN, or
    2. \<= 3 x ULN in Gilbert's syndrome
* At least one of the following:

  * measurable disease
  * rising PSA

Key Exclusion Criteria:

1. Pregnancy
2. Any of the following within 6 months:

   1. Stroke
   2. Myocardial infarction
3) HIV infection

Note: patients on treatment are allowed
4. Meets any exclusion criteria of the parent study
"""

OLD_AND_INDENTED = """
        INCLUSION CRITERIA

          -  Patients between 5 and 12 years,
             as of consent

          -  Weight of at least
             1.5 times the lower limit

        Exclusion criteria (for Cohort B only):

          1. - Metastatic disease

          2-Patient having another severe disease
"""

CHINESE = """入选标准：
1、年龄18-75岁；
2、经组织学确诊的
实体瘤；
（3）满足以下任一条件：
 ① 血小板<75×10^9/L；
 ② 推迟≥7天。
排除标准
1.妊娠
2.脑转移"""

GROUPED = """DISEASE CHARACTERISTICS:

* Breast cancer

PATIENT CHARACTERISTICS:

* 18 and over

Patients meeting any of the following criteria will be excluded:
- Prior chemotherapy
• Other: such as HIV"""

IN_ONE_LINE = (
    "Inclusion Criteria: healthy adults\n**Exclusion Criteria - Part 2:** none\n## Inclusion\no Pregnant women"
)

BARE = "Adults with thrombocytopenia.\nWilling to consent,\nin writing.\nAble to swallow"


def told(text: str) -> list[str]:
    return [f"{one.kind[0].upper()}{one.number} {one.line}: {one.text}" for one in cut(text).criteria]


def test_bullets_numbers_and_lines_under_others() -> None:
    """A line keeps the words that introduce it; alternatives stay together; a note belongs to what is above it."""
    assert told(PLAIN) == [
        "I1 3: Age >= 18 years",
        "I2 4: Histologically confirmed solid tumor that is refractory to standard therapy",
        "I3A 8: Adequate organ function, defined as: ANC ≥ 1.5 x 10^9/L",
        "I3B 9: Adequate organ function, defined as: Bilirubin: <= 1.5 x ULN, or; <= 3 x ULN in Gilbert's syndrome",
        "I4 13: At least one of the following: measurable disease; rising PSA",
        "E1 20: Pregnancy",
        "E2A 23: Any of the following within 6 months: Stroke",
        "E2B 24: Any of the following within 6 months: Myocardial infarction",
        "E3 25: HIV infection Note: patients on treatment are allowed",
        "E4 28: Meets any exclusion criteria of the parent study",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            OLD_AND_INDENTED,
            [
                "I1 4: Patients between 5 and 12 years, as of consent",
                "I2 7: Weight of at least 1.5 times the lower limit",
                "E1 12: Metastatic disease",
                "E2 14: Patient having another severe disease",
            ],
        ),
        (
            CHINESE,
            [
                "I1 2: 年龄18-75岁；",
                "I2 3: 经组织学确诊的实体瘤；",
                "I3 5: 满足以下任一条件：血小板<75×10^9/L; 推迟≥7天",
                "E1 9: 妊娠",
                "E2 10: 脑转移",
            ],
        ),
        (
            GROUPED,
            ["I1 3: Breast cancer", "I2 7: 18 and over", "E1 10: Prior chemotherapy", "E2 11: Other: such as HIV"],
        ),
        (IN_ONE_LINE, ["I1 1: healthy adults", "E1 2: none", "I2 4: Pregnant women"]),
        (
            BARE,
            ["I1 1: Adults with thrombocytopenia.", "I2 2: Willing to consent, in writing.", "I3 4: Able to swallow"],
        ),
    ],
    ids=["indented", "chinese", "grouped", "in-one-line", "bare"],
)
def test_other_ways_of_writing(text: str, lines: list[str]) -> None:
    """Each as registries hold it."""
    assert told(text) == lines


def test_what_a_heading_says_besides_is_kept() -> None:
    """For whom, and the headings of groups; and whether there was any heading at all."""
    assert [one.group for one in cut(GROUPED).criteria] == [
        "DISEASE CHARACTERISTICS",
        "PATIENT CHARACTERISTICS",
        "",
        "",
    ]
    assert cut(IN_ONE_LINE).criteria[1].group == "Part 2"
    assert cut(GROUPED).headed and not cut(BARE).headed
    assert cut(" \n---\n").criteria == ()
