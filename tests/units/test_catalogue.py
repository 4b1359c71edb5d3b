"""The catalogue: what it must not lose, and its codes against those who give them."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from cartwin.units import ANALYTES


CODED = [a for a in ANALYTES.values() if a.loinc]
READ = [a for a in CODED if a.certainty == "read"]
LEAST_CONFIDENCE = 0.5

# What the map's name for a quantity says of its unit.
PROPERTIES = {
    r"\[Mass/volume\]": r"[munp]?g/[md]?L(\{FEU\})?",
    r"\[Moles/volume\]": r"([mun]mol|meq)/L",
    r"\[#/volume\]": r"(10\*\d+)?/u?L",
    r"\[Enzymatic activity/volume\]": r"U/L",
    r"\[Units/volume\]": r"\[.*\](/mL)?",
    r"\[Mass Ratio\]": r"g/g",
    r"/100 |Volume Fraction|actual/normal|saturation": r"%",
    r"\[Titer\]": r"\{titer\}",
    r"\[Mass/time\]": r"g/d",
    r"Entitic volume": r"fL",
}


@pytest.fixture(scope="module")
def published():
    """LOINC code -> (OMOP concept, name), from a map that a hospital published."""
    folder = os.environ.get("CARTWIN_REFERENCE_DATA")
    if not folder:
        pytest.skip("CARTWIN_REFERENCE_DATA names no folder of reference data")
    path = Path(folder) / "exchange" / "mimic_labitems_to_loinc.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["omop_concept_code"]: (
                int(row["omop_concept_id"]),
                row["omop_concept_name"],
            )
            for row in csv.DictReader(file)
            if row["omop_vocabulary_id"] == "LOINC"
            and row["omop_concept_id"].isdigit()  # a few hold a LOINC code
            and "-" in row["omop_concept_code"]  # one row lost its check digit
            and float(row["sssom_confidence"].strip() or 1) >= LEAST_CONFIDENCE
        }


def check_digit(number: str) -> int:
    """The digit behind the hyphen of a LOINC code."""
    doubled = str(2 * int(number[::-1][::2][::-1]))
    total = sum(map(int, doubled + number[::-1][1::2]))
    return -total % 10


@pytest.mark.parametrize("analyte", CODED, ids=lambda a: a.code)
def test_a_loinc_code_has_its_check_digit(analyte):
    number, digit = analyte.loinc.split("-")

    assert check_digit(number) == int(digit)


@pytest.mark.parametrize("analyte", CODED, ids=lambda a: a.code)
def test_a_code_of_the_published_map_is_that_of_the_map(analyte, published):
    assert (analyte.loinc in published) == (analyte.certainty == "read")
    if analyte.certainty == "read":
        assert analyte.omop == published[analyte.loinc][0]


@pytest.mark.parametrize("analyte", READ, ids=lambda a: a.code)
def test_a_loinc_code_names_a_quantity_of_its_unit(analyte, published):
    name = published[analyte.loinc][1]
    wanted = [unit for words, unit in PROPERTIES.items() if re.search(words, name)]

    for pattern in wanted:
        assert re.fullmatch(pattern, analyte.loinc_unit or analyte.unit), name


def test_no_code_is_given_twice():
    for codes in (
        [a.loinc for a in CODED],
        [a.omop for a in CODED if a.omop],
        [(a.domain, a.testcd) for a in ANALYTES.values() if a.testcd],
        [a.name for a in ANALYTES.values()],
    ):
        assert [code for code, n in Counter(codes).items() if n > 1] == []


def test_no_name_is_given_to_two_analytes():
    owners = Counter(
        name
        for a in ANALYTES.values()
        for name in {re.sub(r"[\s.\-_]", "", n) for n in (a.code.lower(), *a.synonyms)}
    )

    assert [name for name, n in owners.items() if n > 1] == []


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=lambda a: a.code)
def test_an_entry_is_complete(analyte):
    low, high = analyte.plausible

    assert re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", analyte.code)
    assert analyte.name
    assert analyte.group
    assert low < high
    assert analyte.signed == (low < 0)
    assert next(iter(analyte.factors)) == analyte.unit
    assert set(analyte.offsets) <= set(analyte.factors)
    assert analyte.loinc_unit is None or analyte.loinc_unit in analyte.factors
    assert analyte.domain
    assert bool(analyte.loinc) == (analyte.certainty in {"read", "secondary"})
    assert bool(analyte.loinc) == bool(analyte.source)
    assert bool(analyte.testcd) == (analyte.testcd_certainty in {"read", "recalled"})
    assert re.fullmatch(r"[A-Z][A-Z0-9_]{0,7}|", analyte.testcd)
    assert all(s == s.lower() == s.strip() for s in analyte.synonyms)


def test_extremes_that_patients_have_had_are_plausible():
    seen = {
        "PLAT": (0, 2500), "NEUT": (0, 150), "WBC": (0, 600), "HGB": (2, 25),
        "FVIII": (0, 400), "F8INH": (0, 10_000), "IGG": (0, 80), "FERR": (1, 250_000),
        "CK": (5, 500_000), "AST": (1, 30_000), "BILI": (1, 900), "CREAT": (10, 3000),
        "SODIUM": (95, 200), "K": (1.2, 12), "CRP": (0, 700), "IL6": (0, 300_000),
        "TEMP": (26, 43.5), "SYSBP": (40, 300), "UPCR": (0, 50), "TRIG": (0.1, 150),
        "DDIMER": (50, 500_000), "NTPROBNP": (5, 300_000), "FVC": (0.3, 9),
    }  # fmt: skip
    for code, (least, most) in seen.items():
        low, high = ANALYTES[code].plausible
        assert low <= least, code
        assert most <= high, code


def test_a_total_is_bounded_by_its_scale():
    ranges = {
        "MRSS": (0, 51), "SLEDAI": (0, 105), "MMT8": (0, 150), "HAQDI": (0, 3),
        "PHGVAS": (0, 100), "PTGVAS": (0, 100), "FACITF": (0, 52), "EQVAS": (0, 100),
        "EQ5D": (-1, 1), "ITPPAQ": (0, 100), "LUPUSQOL": (0, 100), "PGASLE": (0, 3),
        "CLASIA": (0, 70), "IMACSTIS": (0, 100),
    }  # fmt: skip

    assert {code: ANALYTES[code].plausible for code in ranges} == ranges


def test_analytes_that_studies_already_hold_keep_their_factors():
    per_l = {"10*9/L": 1.0, "10*3/uL": 1.0, "/uL": 1e-3, "/mm3": 1e-3}
    per_ul = {"/uL": 1.0, "/mm3": 1.0, "10*6/L": 1.0, "10*3/uL": 1e3, "10*9/L": 1e3}
    held = {
        "PLAT": (per_l, (0, 3000)),
        "NEUT": (per_l, (0, 200)),
        "BCELL": (per_ul, (0, 20000)),
        "BNAIVE": ({"%": 1.0, "1": 100.0}, (0, 100)),
        "GPAB": ({"1": 1.0}, (0, 1e5)),
        "CARCOPY": ({"{copies}/ug": 1.0}, (0, 1e7)),
        "CARCELL": (per_ul, (0, 1e5)),
        "IGG": ({"g/L": 1.0, "mg/dL": 0.01, "mg/mL": 1.0}, (0, 100)),
        "CRP": ({"mg/L": 1.0, "mg/dL": 10.0}, (0, 1000)),
        "IL6": ({"pg/mL": 1.0, "ng/L": 1.0}, (0, 1e6)),
        "FERR": ({"ug/L": 1.0, "ng/mL": 1.0}, (0, 5e5)),
        "TEMP": ({"Cel": 1.0, "[degF]": 5 / 9}, (25, 45)),
    }

    assert {c: (dict(ANALYTES[c].factors), ANALYTES[c].plausible) for c in held} == held
    assert dict(ANALYTES["TEMP"].offsets) == {"[degF]": 32.0}
