"""Body surface and renal function, as arithmetic on columns.

Each formula takes and gives Polars expressions; the functions beside it compute one
patient by the same expressions. Coefficients are data (`body-surface`,
`renal-function`).
"""

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.rules.criterion import load_criterion


__all__ = [
    "body_surface",
    "ckd_epi",
    "cockcroft_gault",
    "schwartz",
    "surface_formula",
]


def body_surface(height: pl.Expr, weight: pl.Expr, formula: str) -> pl.Expr:
    """Return the body surface [m2] from height [cm] and weight [kg].

    >>> pl.select(body_surface(pl.lit(170.0), pl.lit(75.0), "mosteller").round(3)).item()
    1.882
    """
    factor, a, b = load_criterion("body-surface")[surface_formula(formula)]
    surface: pl.Expr = factor * height**a * weight**b
    return surface


def surface_formula(name: str) -> str:
    """Return the formula meant by a name, whatever its case and hyphens.

    >>> surface_formula("Gehan-George"), surface_formula("Du Bois")
    ('gehan_george', 'dubois')

    Raises
    ------
    ValueError
        If there is no such formula.
    """
    known = load_criterion("body-surface").items
    plain = "".join(filter(str.isalpha, name.lower()))
    short = {n.replace("_", ""): n for n in known} | {"gehan": "gehan_george"}
    if plain not in short:
        msg = f"unknown formula {name!r} of the body surface ({did_you_mean(name, known)})"
        raise ValueError(msg)
    return short[plain]


def cockcroft_gault(
    age: pl.Expr, weight: pl.Expr, creatinine: pl.Expr, *, female: pl.Expr
) -> pl.Expr:
    """Return the creatinine clearance [mL/min] of an adult; null in a child.

    Parameters
    ----------
    age, weight, creatinine
        In a, kg and mg/dL.
    female
        True for women.
    """
    rules = load_criterion("renal-function")
    c = rules["cockcroft_gault"]
    sex = pl.when(female).then(c["female"]).when(~female).then(1.0)
    clearance = (c["age"] - age) * weight * sex / (c["creatinine"] * creatinine)
    return pl.when(age >= rules["adult"]).then(clearance)


def schwartz(height: pl.Expr, creatinine: pl.Expr) -> pl.Expr:
    """Return the bedside estimate [mL/min/1.73 m2] in a child from cm and mg/dL."""
    factor: float = load_criterion("renal-function")["schwartz"]
    return factor * height / creatinine


def ckd_epi(age: pl.Expr, creatinine: pl.Expr, *, female: pl.Expr) -> pl.Expr:
    """Return the glomerular filtration rate [mL/min/1.73 m2] of an adult, CKD-EPI 2021."""
    rules = load_criterion("renal-function")
    c = rules["ckd_epi_2021"]
    woman, man = (_ckd_epi_of(age, creatinine, c, sex) for sex in ("female", "male"))
    found = pl.when(female).then(c["female"] * woman).when(~female).then(man)
    return pl.when(age >= rules["adult"]).then(found)


def _ckd_epi_of(
    age: pl.Expr, creatinine: pl.Expr, c: dict[str, float], sex: str
) -> pl.Expr:
    ratio = creatinine / c[f"kappa_{sex}"]
    low = pl.min_horizontal(ratio, 1.0) ** c[f"alpha_{sex}"]
    high = pl.max_horizontal(ratio, 1.0) ** c["above"]
    return c["factor"] * low * high * c["age"] ** age
