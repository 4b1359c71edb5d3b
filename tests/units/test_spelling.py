"""What people write: read where it can mean one thing only."""

import pytest

from cartwin.units import (
    ANALYTES,
    analyte_hint,
    analyte_named,
    nearest_analyte,
    ucum_of,
)


NAMES = [(n, a.code) for a in ANALYTES.values() for n in (a.code, a.name, *a.synonyms)]


@pytest.mark.parametrize(
    "text",
    ["10*9/L", "x10^9/L", "10^9/L", "10E9/L", "10e9/l", "×10⁹/L", "x 10^9 / L", "G/L",
     "10**9/L", "E9/L", "10^9 cells/L", "Gpt/L", "giga/l"],
)  # fmt: skip
def test_a_count_per_litre(text):
    assert ucum_of(text, "PLAT") == "10*9/L"


@pytest.mark.parametrize(
    ("analyte", "text", "expected"),
    [
        ("PLAT", "K/uL", "10*3/uL"),
        ("PLAT", "K/µL", "10*3/uL"),  # micro sign
        ("PLAT", "K/μL", "10*3/uL"),  # Greek mu
        ("PLAT", "10³/µL", "10*3/uL"),
        ("PLAT", "thou/ul", "10*3/uL"),
        ("BCELL", "cells/uL", "/uL"),
        ("BCELL", "cells per µL", "/uL"),
        ("BCELL", "/µL", "/uL"),
        ("BCELL", "#/mcL", "/uL"),
        ("BCELL", "cells/mm³", "/mm3"),
        ("RBC", "T/L", "10*12/L"),
        ("RBC", "M/uL", "10*6/uL"),
        ("IGG", "G/L", "g/L"),
        ("IGG", "MG/DL", "mg/dL"),
        ("FERR", "mcg/L", "ug/L"),
        ("CREAT", "µmol/l", "umol/L"),
        ("AST", "IU/L", "U/L"),
        ("AST", "µkat/l", "ukat/L"),
        ("GLUC", "mmol/l", "mmol/L"),
        ("CA", "mEq/L", "meq/L"),
        ("TEMP", "°C", "Cel"),
        ("TEMP", "℉", "[degF]"),
        ("SMAB", "U/mL", "[arb'U]/mL"),
        ("FVIII", "IU/dL", "[iU]/dL"),
        ("FVIII", "U/mL", "[iU]/mL"),
        ("F8INH", "BU/mL", "[beth'U]/mL"),
        ("F8INH", "Bethesda units", "[beth'U]"),
        ("DDIMER", "µg/mL FEU", "ug/mL{FEU}"),
        ("APTT", "sec", "s"),
        ("UPCR", "mg/g creatinine", "mg/g{creat}"),
        ("UPROT24", "g/24 h", "g/d"),
        ("GFRE", "ml/min/1.73 m²", "mL/min/{1.73_m2}"),
        ("SYSBP", "mm Hg", "mm[Hg]"),
        ("HR", "beats/min", "/min"),
        ("WEIGHT", "lbs", "[lb_av]"),
        ("CARCOPY", "copies/µg DNA", "{copies}/ug"),
        ("SLEDAI", "points", "{score}"),
        ("ANA", "titre", "{titer}"),
        ("INR", "ratio", "1"),
        ("OXYSAT", "percent", "%"),
    ],
)
def test_a_spelling_that_means_one_thing(analyte, text, expected):
    assert ucum_of(text, analyte) == expected


@pytest.mark.parametrize(
    ("analyte", "text"),
    [
        ("PLAT", "g/L"),  # grams of platelets, or the giga of G/L?
        ("PLAT", "10^6/L"),  # not accepted
        ("DDIMER", "ng/mL"),  # fibrinogen equivalents or D-dimer units: twofold apart
        ("DSDNA", "U/mL"),  # of the maker, or the international ones?
        ("FVIII", "U"),
        ("CREAT", "mg"),
        ("CREAT", ""),
        ("CREAT", "mg/dL or so"),
        ("PLTS", "10*9/L"),
    ],
)
def test_a_spelling_that_could_mean_two_things_is_not_guessed(analyte, text):
    assert ucum_of(text, analyte) is None


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=lambda a: a.code)
def test_case_and_spaces_never_change_a_factor(analyte):
    for unit, factor in analyte.factors.items():
        assert ucum_of(unit, analyte.code) == unit
        for written in (unit.upper(), unit.lower(), unit.swapcase(), f" {unit} "):
            meant = ucum_of(written, analyte.code)
            assert meant is None or analyte.factors[meant] == factor


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_an_analyte_answers_to_each_of_its_names(name, code):
    assert analyte_named(name) == code
    assert analyte_named(f" {name.upper()} [g/L]") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PLT", "PLAT"),
        ("ANC", "NEUT"),
        ("Hb", "HGB"),
        ("Platelets (10^9/L)", "PLAT"),
        ("serum_creatinine", "CREAT"),
        ("FCTVIIIA", "FVIII"),
        ("Anti-dsDNA", "DSDNA"),
    ],
)
def test_names_of_the_laboratory(text, code):
    assert analyte_named(text) == code


@pytest.mark.parametrize("text", ["PLTS", "platelet cnt", "visit", "age", "", "CD28 count"])
def test_a_name_that_is_only_close_is_no_name(text):
    assert analyte_named(text) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("PLTS", "did you mean PLAT?"),
        ("haemoglobine", "did you mean HGB?"),
        ("creatinin", "did you mean CREAT?"),
        ("patient", 'the reference page "Analytes" and `cartwin.units.ANALYTES` list those '
         "known"),
    ],
)  # fmt: skip
def test_a_hint_names_the_nearest_or_where_to_look(text, hint):
    assert analyte_hint(text) == hint


@pytest.mark.parametrize(
    "text", ["visit", "day", "date", "patient", "sex", "age", "comment", "value", "unit"]
)
def test_the_usual_columns_are_near_no_analyte(text):
    assert nearest_analyte(text) is None
