"""Every published fact collected by others about the six studies stands in them.

Rows of the reference files have no ids, so they are named by their place: the n-th row on
a study is to be found in the n-th claims listed here.
"""

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from cartwin.study import Col, open_study


ITP, LANCET, AHA = "itp-nct06352281", "itp-lancet-2025", "aha-leukemia-2025"
NEJM, NATM, CASTLE = "reset-nejm-2024", "sle-natmed-2022", "castle-2025"
STUDIES = {name: open_study(name) for name in (ITP, LANCET, AHA, NEJM, NATM, CASTLE)}
PREFIXES = {"S000": LANCET, "S002": AHA, "S003": NEJM, "S004": ITP}

COHORTS = {  # cohort of the reference file -> study, claims of its rows in order
    "ITP-NCT06352281": (
        ITP,
        "S004-15 S004-16 S004-17 S004-18 S004-19 S004-21 S004-22 S004-23 S004-24 S004-25 "
        "S004-26 S004-27 S004-28 S004-29 S004-30 S004-31 S004-32 S004-33 S004-14",
    ),
    "SLE-Mackensen2022": (
        NATM,
        "NATM-13+NATM-14 NATM-16+NATM-17 NATM-18+NATM-19 NATM-40 NATM-39 NATM-36 NATM-07 "
        "NATM-27 NATM-28 NATM-30",
    ),
    "AID-Mueller2024": (
        NEJM,
        "NEJM-07 NEJM-15 NEJM-16 NEJM-17 NEJM-18 NEJM-22 NEJM-24 NEJM-25 NEJM-26 NEJM-19",
    ),
    "CASTLE": (
        CASTLE,
        "CASTLE-05 CASTLE-22 CASTLE-23 CASTLE-24 CASTLE-25 CASTLE-06+CASTLE-07 CASTLE-26 "
        "CASTLE-27",
    ),
}
LARGER = {"S004-04"}  # three of the series of four, counted there as three of three
NOT_PUBLISHED = {("ITP-NCT06352281", 18): {9.0}}  # a midpoint put beside the range

TIMELINES = {
    "AHA-Hannover": (
        AHA,
        "LEUK-12+LEUK-13 LEUK-14+LEUK-16+LEUK-20 LEUK-05+LEUK-06 LEUK-07 "
        "LEUK-21+LEUK-22+LEUK-23 LEUK-25 LEUK-26 LEUK-27 LEUK-28 LEUK-29+LEUK-30 LEUK-24 "
        "S002-03+LEUK-31 S002-01+LEUK-11",
    ),
    "ITP-Dresden": (
        LANCET,
        "S000-02+S000-03+S000-04 LANCET-02+LANCET-03 S000-06 S000-05+LANCET-10 S000-07",
    ),
    "ITP-NCT06352281-pt1": (ITP, "S004-34 S004-35 S004-37+S004-38 S004-39 S004-39 S004-33"),
}
KINETICS = {
    "CD19 CAR-T (Kunming)": (ITP, "S004-26"),
    "CD19 CAR-T (Erlangen)": (NATM, "NATM-30"),
}
FACTS = {
    "F001": (LANCET, "S000-02+S000-03+S000-04+S000-05+S000-06+S000-07+LANCET-10"),
    "F002": (LANCET, "LANCET-08+LANCET-09"),
    "F010": (AHA, "LEUK-12+LEUK-13"),
    "F011": (AHA, "LEUK-14+LEUK-15+LEUK-17"),
    "F012": (AHA, "LEUK-08+LEUK-09+LEUK-16+LEUK-19+LEUK-20"),
    "F013": (AHA, "LEUK-02+LEUK-05+LEUK-07"),
    "F014": (AHA, "LEUK-21+LEUK-22+LEUK-23"),
    "F015": (AHA, "LEUK-24"),
    "F016": (AHA, "LEUK-25+LEUK-26"),
    "F017": (AHA, "LEUK-27"),
    "F018": (AHA, "LEUK-28"),
    "F019": (AHA, "LEUK-29+LEUK-30"),
    "F020": (AHA, "S002-03+LEUK-31"),
    "F028": (NATM, "NATM-08+NATM-13+NATM-18+NATM-36+NATM-37+NATM-40"),
    "F029": (NEJM, "NEJM-07+NEJM-15+NEJM-19"),
    "F036": (NEJM, "NEJM-10+NEJM-11+NEJM-27"),
    "F037": (NATM, "NATM-31"),
    "F038": (NATM, "NATM-32"),
    "F039": (NATM, "NATM-33"),
    "F040": (NATM, "NATM-34"),
    "F041": (NATM, "NATM-38"),
    "F045": (NATM, "NATM-26"),
    "F046": (NATM, "NATM-22+NATM-43"),
    "F047": (NATM, "NATM-25+NATM-44"),
    "F048": (NATM, "NATM-21+NATM-45"),
    "F049": (NATM, "NATM-23+NATM-24"),
}
SIMULATED = {"F042", "F043", "F044"}  # what a model of these patients says, not they
CONVERTED = {"LEUK-28", "NATM-34", "NATM-43", "NATM-45"}  # as stated only in their notes
OF_STUDIES = re.compile(
    r"Lancet 2025|same, MDR|Leukemia 2025|Mackensen|Mueller 2024|ACR 2023|Park"
)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e\d+)?")


def numbers(text: str) -> set[float]:
    """Return the numbers in a text; a hyphen between two of them is a range."""
    spaced = re.sub(
        r"(?<=\d)\s*-+\s*(?=\d)", " ", re.sub(r"(?<=\d)\.\.(?=-?\d)", " ", text)
    )
    return {float(x) for x in NUMBER.findall(spaced)}


def claims_of(study: str, ids: str) -> list[dict]:
    rows = {r[Col.CLAIM]: r for r in STUDIES[study].reported.iter_rows(named=True)}
    return [rows[i] for i in ids.split("+")]


def told(claims: list[dict]) -> set[float]:
    """Return every number that claims state, in figures, in words, or as a share.

    Notes count only where the number stated was converted to another unit.
    """
    found: set[float] = set()
    for row in claims:
        found |= {float(v) for v in row.values() if isinstance(v, int | float)}
        columns = (
            Col.WORDING,
            Col.TEXT,
            *([Col.NOTE] if row[Col.CLAIM] in CONVERTED else []),
        )
        texts = (row[c] or "" for c in columns)
        words = " ".join(texts).lower()
        found |= numbers(words)
        found |= {float(n) for n, w in enumerate(WORDS) if re.search(rf"\b{w}\b", words)}
        if row[Col.UNIT] == "%":
            found.add(row[Col.VALUE] / 100)
        if row[Col.DENOMINATOR] and row[Col.N] is not None:
            share = row[Col.N] / row[Col.DENOMINATOR]
            found |= {share, 100 * share}
    return found


def rows_of(path: Path) -> list[dict]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def in_order(path, column, mapping):
    """Yield study, claims and row of every row on one of the studies, in order."""
    rows = rows_of(path)
    for name, (study, ids) in mapping.items():
        about = [row for row in rows if row[column] == name]
        for number, (claims, row) in enumerate(zip(ids.split(), about, strict=True)):
            yield (name, number), claims_of(study, claims), row


@pytest.fixture(scope="session")
def clinical(reference_data):
    """The folder of clinical facts beside the reference data; skips without it."""
    folder = reference_data.parent / "clinical"
    if not (folder / "published_claims.csv").is_file():
        pytest.skip(f"{folder} has no published_claims.csv: claims are not compared")
    return folder


def test_every_cohort_fact_stands_in_its_study(reference_data):
    path = reference_data / "clinical" / "cohort_facts.csv"
    for place, claims, row in in_order(path, "cohort", COHORTS):
        stated = numbers(" ".join((row["value"], row["lo_or_sd"], row["hi"])))

        assert stated - NOT_PUBLISHED.get(place, set()) - told(claims) == set(), row


def test_a_cohort_fact_is_no_surer_here_than_where_it_was_found(reference_data):
    path = reference_data / "clinical" / "cohort_facts.csv"
    for _, claims, row in in_order(path, "cohort", COHORTS):
        sure = {c[Col.CERTAINTY] for c in claims}
        if "secondary" in row["provenance"]:
            assert "read" not in sure, row
        if row["provenance"].startswith("recalled"):
            assert "read" not in sure, row


def test_every_timeline_stands_in_its_study(reference_data):
    path = reference_data / "clinical" / "case_timelines.csv"
    for _, claims, row in in_order(path, "case", TIMELINES):
        stated = numbers(row["value"].replace("1e6", "1000000"))
        day = numbers(row["day"]) if row["day"].strip("-").isdigit() else set()

        assert stated - told(claims) == set(), row
        assert day - {0.0} - told(claims) - days_of_rows(claims) == set(), row


def days_of_rows(claims: list[dict]) -> set[float]:
    """Return the days of what was given to the patient that claims are about."""
    patients = {row[Col.PATIENT] for row in claims}
    return {
        day
        for study in STUDIES.values()
        if {row[Col.CLAIM] for row in claims} <= set(study.reported[Col.CLAIM])
        for day in study.treatments.filter(pl.col(Col.PATIENT).is_in(patients))[Col.DAY]
    }


def test_every_peak_time_stands_in_its_study(reference_data):
    path = reference_data / "clinical" / "cart_kinetics_summary.csv"
    for _, claims, row in in_order(path, "product", KINETICS):
        assert numbers(row["value"]) <= told(claims), row


def test_every_claim_collected_stands_in_its_study_under_its_id(clinical):
    rows = rows_of(clinical / "published_claims.csv")
    listed = {name: set() for name in PREFIXES.values()}
    for row in rows:
        study = PREFIXES[row["id"].partition("-")[0]]
        listed[study].add(row["id"])
        (claim,) = claims_of(study, row["id"])
        stated = numbers(" ".join((row["value"], row["low"], row["high"])))

        assert stated - told([claim]) == set(), row
        if row["n"] and claim[Col.N] is not None:
            assert claim[Col.N] == int(row["n"]), row
        if row["denominator"] and claim[Col.DENOMINATOR] and row["id"] not in LARGER:
            assert claim[Col.DENOMINATOR] == int(row["denominator"]), row
    for name, ids in listed.items():
        kept = STUDIES[name].reported.filter(pl.col(Col.CLAIM).str.starts_with("S0"))
        assert set(kept[Col.CLAIM]) == ids


def test_every_other_fact_about_the_studies_stands_in_them(clinical):
    rows = rows_of(clinical / "more_facts.csv")
    about = {r["id"] for r in rows if OF_STUDIES.search(r["study"])}
    assert about == set(FACTS) | SIMULATED

    for row in (r for r in rows if r["id"] in FACTS):
        claims = claims_of(*FACTS[row["id"]])
        stated = numbers(row["value"].replace("1e6", "1000000"))

        assert stated - told(claims) == set(), row
