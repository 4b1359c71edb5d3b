"""Small records for tests of the rules, and what a rule says of them."""

import polars as pl

from cartwin.rules import rule_catalogue
from cartwin.study import SCHEMA, Col, Origin, Study


def record(*, values=(), items=(), given=(), patients=None, disease="itp"):
    """A study from rows.

    values: (patient, day, analyte, value[, extra columns by name]); items: (patient, day,
    instrument, item, answer); given: (patient, day, drug, purpose).
    """
    tables = {
        "observations": _rows(
            "observations",
            [
                {
                    Col.PATIENT: p, Col.DAY: float(d), Col.ANALYTE: a, Col.VALUE: float(v),
                    Col.CENSORING: "none", **(rest[0] if rest else {}),
                }
                for p, d, a, v, *rest in values
            ],
        ),
        "assessments": _rows(
            "assessments",
            [
                {
                    Col.PATIENT: p, Col.DAY: float(d), Col.INSTRUMENT: i, Col.ITEM: str(n),
                    (Col.TEXT if isinstance(v, str) else Col.VALUE): v,
                }
                for p, d, i, n, v in items
            ],
        ),
        "treatments": _rows(
            "treatments",
            [
                {Col.PATIENT: p, Col.DAY: float(d), Col.DRUG: n, Col.PURPOSE: w}
                for p, d, n, w in given
            ],
        ),
    }  # fmt: skip
    if patients is not None:
        tables["patients"] = pl.DataFrame(patients)
    return Study(name="s", title="s", origin=Origin.REAL, disease=disease, tables=tables)


def judged(rule, *, milestones=(), **tables):
    """What a rule says of a record from rows; milestones: (patient, day, milestone)."""
    study = record(**tables)
    names = ("patient", "day", "milestone")
    rows = [dict(zip(names, m, strict=True)) for m in milestones]
    study = study.with_tables(milestones=_rows("milestones", rows))
    return rule_catalogue()[rule].apply(study).rows(named=True)


def _rows(table, rows):
    return pl.DataFrame(rows, schema=SCHEMA[table].dtypes)
