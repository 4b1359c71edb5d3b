"""The small study into which files are taken, with days that are easy to count."""

from functools import cache

import polars as pl

from cartwin.study import Origin, Study


__all__ = ["DAY_0", "PEOPLE", "the_record"]

PEOPLE = ("P001", "P002", "P003")  # of whom everything is known that a file may need
DAY_0 = "2024-05-06"  # everyone's infusion
_STEPS = {
    "consent": ("2023-12-18", -140.0),
    "leukapheresis": ("2024-04-01", -35.0),
    "release": ("2024-04-29", -7.0),
    "infusion": (DAY_0, 0.0),
    "last_contact": ("2025-05-06", 365.0),
}


@cache
def the_record() -> Study:
    """Return the study.

    `P004` has not been infused, `P005` died on day 30, `P006` has no release yet and got
    the cells before it in `P007`.

    >>> the_record()
    Study('record', real, 7 patients, 1 observations, 22 milestones)
    """
    return Study(
        name="record",
        title="What files are taken into",
        origin=Origin.REAL,
        disease="itp",
        tables={
            "patients": _patients(),
            "milestones": _milestones(),
            "observations": _observations(),
        },
    )


def _patients() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "patient": [f"P00{n}" for n in range(1, 8)],
            "sex": ["female", "male"] * 3 + ["female"],
            "birth": ["1984"] * 7,
            "age": [40.0] * 7,
            "weight": [60.0, 80.0, 70.0, 55.0, 90.0, 65.0, 75.0],
            "height": [170.0, 180.0, 165.0, 160.0, 185.0, 168.0, 175.0],
        }
    )


def _milestones() -> pl.DataFrame:
    steps = [(p, s, *when) for p in PEOPLE for s, when in _STEPS.items()]
    steps += [
        ("P005", "infusion", DAY_0, 0.0),
        ("P005", "death", "2024-06-05", 30.0),
        ("P006", "leukapheresis", "2024-04-01", -35.0),
        ("P006", "infusion", DAY_0, 0.0),
        ("P007", "leukapheresis", "2024-04-01", -35.0),
        ("P007", "release", "2024-05-08", 2.0),
        ("P007", "infusion", DAY_0, 0.0),
    ]
    names = ("patient", "milestone", "date", "day")
    return pl.DataFrame(steps, schema=names, orient="row")


def _observations() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "patient": ["P003"],
            "day": [-100.0],
            "date": ["2024-01-27"],
            "analyte": ["PLAT"],
            "value": [8.0],
            "censoring": ["none"],
            "value_entered": ["8"],
            "unit_entered": ["10*9/L"],
        }
    )
