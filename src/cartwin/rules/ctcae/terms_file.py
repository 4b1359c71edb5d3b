"""The grades that terms have, from a file of NCI that a site supplies.

NCI publishes all terms of a version as a table, one row each: the term, and a column per
grade whose cell holds the text, or a dash where the grade does not exist. Saved as CSV it
can be given to `check_grades`; nothing of it is shipped here.
"""

import re
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.rules.ctcae.columns import CtcaeCol
from cartwin.study import Col


__all__ = ["read_terms"]

_NO_GRADE = ("", "-", "--", "–", "—")
_TERM = re.compile(r"(ctcae (v\d.*)?)?term( name)?|name", re.IGNORECASE)
_GRADE = re.compile(r"grade\s*([1-5])", re.IGNORECASE)


def read_terms(path: str | Path) -> pl.DataFrame:
    """Return term and allowed grades of every row of a CSV file of NCI.

    Raises
    ------
    DataError
        If the file cannot be read, or has no column of terms or not five of grades.
    """
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(str(path), [str(error).partition("\n")[0]]) from None
    terms = [c for c in table.columns if _TERM.fullmatch(c.strip())]
    grades = {int(m[1]): c for c in table.columns if (m := _GRADE.fullmatch(c.strip()))}
    if not terms or len(grades) < 5:
        header = ", ".join(table.columns)
        problem = f"expected columns CTCAE Term and Grade 1 to Grade 5; found {header}"
        raise DataError(str(path), [problem])
    there = [
        pl.when(~pl.col(c).str.strip_chars().fill_null("").is_in(_NO_GRADE))
        .then(pl.lit(grade, pl.Int64))
        for grade, c in sorted(grades.items())
    ]  # fmt: skip
    allowed = pl.concat_list(there).list.drop_nulls().alias(CtcaeCol.ALLOWED)
    named = table.select(pl.col(terms[0]).str.strip_chars().alias(Col.TERM), allowed)
    return named.filter(pl.col(Col.TERM).is_not_null())
