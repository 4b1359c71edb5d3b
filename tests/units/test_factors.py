"""The factors of the catalogue, against tables made by others."""

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest

from cartwin.units import ANALYTES, to_canonical, ucum_of


# The factor of these is no arithmetic: it is what the convention of the assay says.
STATED = {
    ("FVIII", "%"): 1.0,
    ("FVIII", "1"): 100.0,
    ("VWFAG", "%"): 1.0,
    ("VWFAG", "1"): 100.0,
    ("VWFACT", "%"): 1.0,
    ("VWFACT", "1"): 100.0,
    ("F8INH", "[beth'U]/mL"): 1.0,  # the unit is defined per millilitre of plasma
    ("ACLIGG", "[GPL'U]/mL"): 1.0,
    ("ACLIGM", "[MPL'U]/mL"): 1.0,
    ("INR", "1"): 1.0,
    ("CA", "meq/L"): 0.5,  # two charges
    ("CACORR", "meq/L"): 0.5,
    ("CAION", "meq/L"): 0.5,
    ("MG", "meq/L"): 0.5,
}
OTHERS = [
    (a.code, unit)
    for a in ANALYTES.values()
    for unit in a.factors
    if unit != a.unit and (a.code, unit) not in STATED
]


@pytest.fixture(scope="module")
def ucum():
    """Read a UCUM code as a quantity of Pint."""
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry().from_ucum


@pytest.fixture(scope="module")
def sample():
    """The laboratory table of a public submission, as dictionaries."""
    folder = os.environ.get("CARTWIN_REFERENCE_DATA")
    if not folder:
        pytest.skip("CARTWIN_REFERENCE_DATA names no folder of reference data")
    path = Path(folder) / "exchange" / "datasetjson" / "lb.json"
    data = json.loads(path.read_text())
    names = [column["name"] for column in data["columns"]]
    return [dict(zip(names, row, strict=True)) for row in data["rows"]]


def by_ucum(ucum, value, unit, known):
    """The value in the canonical unit, as Pint has it."""
    given, canonical = ucum(unit), ucum(known.unit)
    given = type(given)(value * given.m, given.units)  # offset units take no factor
    if given.check(canonical.dimensionality):
        return given.m_as(canonical.units)
    molar_mass = known.molar_mass * ucum("g/mol")
    ratios = (given / canonical * molar_mass, given / canonical / molar_mass)
    return next(r.m_as("dimensionless") for r in ratios if r.dimensionless)


@pytest.mark.parametrize(("analyte", "unit"), OTHERS)
def test_a_factor_is_that_of_ucum_and_the_molar_mass(ucum, analyte, unit):
    expected = by_ucum(ucum, 7.25, unit, ANALYTES[analyte])

    assert to_canonical(7.25, unit, analyte) == pytest.approx(expected, rel=1e-9)


def test_the_factors_by_convention_are_these():
    assert {pair: ANALYTES[pair[0]].factors[pair[1]] for pair in STATED} == STATED


ATOMS = {"C": "12.011", "H": "1.008", "N": "14.007", "O": "15.999"}


@pytest.mark.parametrize(
    ("analyte", "formula"),
    [
        ("CREAT", {"C": 4, "H": 7, "N": 3, "O": 1}),
        ("UPCR", {"C": 4, "H": 7, "N": 3, "O": 1}),
        ("BILI", {"C": 33, "H": 36, "N": 4, "O": 6}),
        ("BILDIR", {"C": 33, "H": 36, "N": 4, "O": 6}),
        ("UREA", {"C": 1, "H": 4, "N": 2, "O": 1}),
        ("UREAN", {"N": 2}),
        ("GLUC", {"C": 6, "H": 12, "O": 6}),
        ("LACTATE", {"C": 3, "H": 6, "O": 3}),
        ("URATE", {"C": 5, "H": 4, "N": 4, "O": 3}),
        ("TRIG", {"C": 57, "H": 104, "O": 6}),  # triolein, by convention
        ("CHOL", {"C": 27, "H": 46, "O": 1}),
    ],
)
def test_a_molar_mass_is_the_sum_of_its_atoms(analyte, formula):
    mass = sum(Fraction(ATOMS[atom]) * n for atom, n in formula.items())

    assert ANALYTES[analyte].molar_mass == pytest.approx(float(mass), rel=2e-5)


@pytest.mark.parametrize(
    ("analyte", "mass_unit", "canonical"),
    [  # usual conversion factors of clinical chemistry, as printed: to three digits
        ("CREAT", "mg/dL", 88.4),
        ("BILI", "mg/dL", 17.1),
        ("GLUC", "mg/dL", 0.0555),
        ("UREA", "mg/dL", 0.1665),
        ("UREAN", "mg/dL", 0.357),
        ("CA", "mg/dL", 0.2495),
        ("MG", "mg/dL", 0.4114),
        ("PHOS", "mg/dL", 0.3229),
        ("URATE", "mg/dL", 59.48),
        ("TRIG", "mg/dL", 0.01129),
        ("CHOL", "mg/dL", 0.02586),
        ("LACTATE", "mg/dL", 0.111),
        ("HGB", "mmol/L", 1.611),
        ("NTPROBNP", "pmol/L", 8.457),
        ("UPCR", "mg/mmol", 0.00884),
        ("AST", "ukat/L", 60.0),
    ],
)
def test_a_factor_is_the_one_of_the_textbooks(analyte, mass_unit, canonical):
    assert to_canonical(1.0, mass_unit, analyte) == pytest.approx(canonical, rel=1e-3)


@pytest.mark.parametrize(
    ("analyte", "one", "other", "digit"),
    [  # pairs of thresholds that CTCAE 5.0 prints as equal; and their last digit
        ("HGB", (10.0, "g/dL"), (6.2, "mmol/L"), 0.1),
        ("HGB", (8.0, "g/dL"), (4.9, "mmol/L"), 0.1),
        ("HGB", (8.0, "g/dL"), (80, "g/L"), 1),
        ("ALB", (3, "g/dL"), (30, "g/L"), 1),
        ("CA", (11.5, "mg/dL"), (2.9, "mmol/L"), 0.1),
        ("CA", (8.0, "mg/dL"), (2.0, "mmol/L"), 0.1),
        ("GLUC", (55, "mg/dL"), (3.0, "mmol/L"), 0.1),
        ("GLUC", (40, "mg/dL"), (2.2, "mmol/L"), 0.1),
        ("MG", (1.2, "mg/dL"), (0.5, "mmol/L"), 0.1),
        ("TRIG", (300, "mg/dL"), (3.42, "mmol/L"), 0.05),
        ("CHOL", (300, "mg/dL"), (7.75, "mmol/L"), 0.02),
        ("PLAT", (75_000, "/mm3"), (75, "10*9/L"), 1),
        ("NEUT", (1500, "/mm3"), (1.5, "10*9/L"), 0.1),
    ],
)
def test_thresholds_printed_as_equal_are_equal(analyte, one, other, digit):
    factor = ANALYTES[analyte].factors[other[1]]
    apart = to_canonical(*one, analyte) - to_canonical(*other, analyte)

    assert abs(apart) <= digit * factor


def test_a_public_submission_converts_to_its_own_standard_results(sample):
    codes = {a.testcd: a.code for a in ANALYTES.values() if a.domain == "LB" and a.testcd}
    differs, compared = [], set()
    for row in sample:
        code = codes.get(row["LBTESTCD"])
        units = [code and ucum_of(row[c] or "", code) for c in ("LBORRESU", "LBSTRESU")]
        if not all(units) or row["LBSTRESN"] is None or not row["LBORRES"]:
            continue
        entered = to_canonical(float(row["LBORRES"]), units[0], code)
        standard = to_canonical(row["LBSTRESN"], units[1], code)
        compared.add(code)
        if entered != pytest.approx(standard, rel=3e-4, abs=1e-12):
            differs.append((code, row["LBORRES"], row["LBORRESU"], row["LBSTRESN"]))

    assert differs == []
    assert len(compared) >= 24
