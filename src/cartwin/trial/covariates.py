"""Who the patients of a study are: as its table has them, as it reports them, or assumed.

What is not reported is drawn from the defaults stated here, and said. Recalled claims are
treated as not reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.errors import ModelError
from cartwin.study import Col, Study
from cartwin.trial.allotment import codes_of
from cartwin.trial.claims import Claims
from cartwin.trial.first_readings import first_readings_of
from cartwin.trial.spreads import Spread, spread_of
from cartwin.twin import AGES, REFRACTORY, share_of_women, strikes_platelets


__all__ = ["Covariates", "assumptions_of", "covariates_of", "size_of"]

Array = npt.NDArray[np.float64]
NEAR = 0.15  # relative width about a single reported platelet count, either way (assumed)
EVENLY = f"Age: not reported; {AGES[0]:g} to {AGES[1]:g} years, each as likely, is assumed."
NOT_DRAWN = "not reported; left empty, since nothing in the twin depends on it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariates:
    """What is known of the patients of a study before therapy.

    Attributes
    ----------
    n
        Patients.
    ages
        How they are spread [a].
    durations, therapies
        Of the disease [a], and how many earlier; None if not reported.
    sexes
        Patient by patient, or None.
    women
        How many; None if not reported.
    first
        Sex of the first patient, if the table tells that alone.
    baseline, index_baseline
        Range of the platelet count, in all and in the first patient [10*9/L]; None where
        platelets have no module.
    positive
        Patients with the autoantibody; None if not reported.
    first_readings
        Analyte -> how its first readings are spread.
    assumed
        What was not reported, in sentences.
    """

    n: int
    ages: Spread
    durations: Spread | None
    therapies: Spread | None
    sexes: tuple[str, ...] | None
    women: int | None
    first: str | None
    baseline: tuple[float, float] | None
    index_baseline: tuple[float, float] | None
    positive: int | None
    first_readings: Mapping[str, Spread]
    assumed: tuple[str, ...]


def size_of(study: Study) -> int:
    """Return the number of patients of a study.

    Raises
    ------
    ModelError
        If its protocol and its claim on age name different numbers.
    """
    claimed = Claims.of(study).number("age", Col.DENOMINATOR)
    planned = study.patients.height if study.protocol is None else study.protocol.patients
    if claimed is not None and claimed != planned:
        msg = (
            f"the protocol of {study.name} has {planned} patients, its "
            f"claim on age {claimed:g}; make them agree"
        )
        raise ModelError(msg)
    return planned


def assumptions_of(study: Study) -> tuple[str, ...]:
    """Return what was assumed of the virtual patients, in sentences."""
    return covariates_of(study).assumed


def covariates_of(study: Study) -> Covariates:
    """Return what is known of the patients of a study before therapy."""
    told = _Told(study, Claims.of(study), size_of(study))
    ages = told.spread("age", Col.AGE)
    durations = told.spread("disease_duration", Col.DISEASE_DURATION)
    therapies = told.spread("prior_therapies", Col.PRIOR_THERAPIES)
    sexes, first = _sexes(study, told.n)
    women = told.claims.number("female", Col.N)
    baseline, index, positive = _platelets(told)
    for known, words in (
        (ages, EVENLY),
        (durations, f"Disease duration: {NOT_DRAWN}."),
        (therapies, f"Earlier therapies: {NOT_DRAWN}."),
        (sexes if women is None else women, _women(study.disease)),
    ):
        told.say("" if known is not None else words)
    return Covariates(
        n=told.n,
        ages=ages or Spread(draw=lambda random: random.uniform(*AGES, told.n)),
        durations=durations,
        therapies=therapies,
        sexes=sexes,
        women=None if women is None else int(women),
        first=first,
        baseline=baseline,
        index_baseline=index,
        positive=positive,
        first_readings=first_readings_of(study, told.claims, told.n),
        assumed=tuple(told.assumed),
    )


def _women(disease: str) -> str:
    codes = codes_of(disease)
    shares = [f"{100 * share_of_women(code):.0f} % women" for code in codes]
    told = [f"{s} ({c})" for s, c in zip(shares, codes, strict=True)]
    return f"Sex: not reported; {', '.join(told if codes[1:] else shares)} are assumed."


@dataclass(frozen=True, slots=True)
class _Told:
    """What a study tells of its patients, and what had to be assumed so far."""

    study: Study
    claims: Claims
    n: int
    assumed: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """Note what was assumed, if anything."""
        self.assumed.extend([words] if words else [])

    def spread(self, quantity: str, column: Col) -> Spread | None:
        """Return a covariate as the table of patients has it, else as it is reported."""
        table = self.study.patients[column]
        if len(table) == self.n and not table.null_count():
            values = table.to_numpy().astype(float)
            return Spread(draw=lambda _: values.copy())
        claim, ends = (self.claims.rows.get(q, {}) for q in (quantity, f"{quantity}_range"))
        spread = spread_of(
            claim,
            ends,
            self.n,
            whole=column == Col.PRIOR_THERAPIES,
            within=AGES if column == Col.AGE else (0.0, np.inf),
        )
        if spread is not None and spread.assumed:
            what = quantity.replace("_", " ").capitalize()
            self.say(f"{what}: not fully reported; {spread.assumed} is assumed.")
        return spread


def _sexes(study: Study, n: int) -> tuple[tuple[str, ...] | None, str | None]:
    """Return the sex of every patient, if the table has all; else of the first, if told."""
    told = study.patients[Col.SEX].to_list()
    if len(told) == n and None not in told:
        return tuple(told), told[0]
    return None, told[0] if told else None


def _platelets(
    told: _Told,
) -> tuple[tuple[float, float] | None, tuple[float, float] | None, int | None]:
    """Return what platelets and autoantibody must be like before therapy, in ITP."""
    if not strikes_platelets(told.study.disease):
        return None, None, None
    number = told.claims.number
    columns = Col.VALUE, Col.LOW, Col.HIGH
    value, low, high = (number("baseline_platelets", c) for c in columns)
    if low is None or high is None:
        low, high = REFRACTORY
        if value is not None:
            low, high = value * (1 - NEAR), value * (1 + NEAR)
        known = "not reported" if value is None else "no range reported"
        told.say(f"Baseline platelets: {known}; {low:g} to {high:g} × 10⁹/L is assumed.")
    positive = number("antibody_positive", Col.N)
    if positive is None:
        told.say("Autoantibody at baseline: not reported; it may be there or not.")
    first = number("baseline_platelets_p1", Col.HIGH)
    index = (low, high if first is None else first - 1.0)  # counts are whole
    return (low, high), index, None if positive is None else int(positive)
