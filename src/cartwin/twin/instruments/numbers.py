"""The numbers that decide what people find at the bedside, for the parameter table.

Values are those of the instruments; here stands what they mean and where they come from.
"""

from collections.abc import Iterator

from cartwin.parameters import Certainty, Fixed, Parameter
from cartwin.twin.instruments import haemophilia, lupus, myositis, scleroderma


__all__ = ["INSTRUMENT_PARAMETERS", "number"]

GUESS = "assumed: no data"


def number(
    name: str,
    value: float,
    unit: str,
    meaning: str,
    *,
    source: str = GUESS,
    certainty: Certainty = Certainty.ASSUMED,
) -> Parameter:
    """Return a number that all virtual patients share, as a parameter.

    >>> number("licats_share", 0.5, "1", "share of patients who have it").certainty.value
    'assumed'
    """
    return Parameter(
        name=name,
        value=value,
        unit=unit,
        spread=Fixed(),
        meaning=meaning,
        source=source,
        certainty=certainty,
    )


def _lupus() -> Iterator[Parameter]:
    for item, sign in lupus.SIGNS.items():
        words = str(item).replace("_", " ")
        kind = "inflammation of the kidneys" if "renal" in sign.activity else "activity"
        yield number(
            f"sledai_{item}_threshold",
            sign.threshold,
            "1",
            f"typical {kind} above which this is found: {words}",
        )
        yield number(
            f"sledai_{item}_share",
            sign.share,
            "1",
            f"share of patients in whom this can be found: {words}",
        )
    low_filtration = (
        "general knowledge: an item of the SLICC/ACR damage index is a filtration rate "
        "below half of normal, source not at hand"
    )
    yield from (
        number("sledai_threshold_spread", lupus.THRESHOLD_SPREAD, "1",
               "standard deviation of such a threshold between patients"),
        number("sledai_error", lupus.ERROR, "1",
               "share of judgements of one item that are wrong"),
        number("sledai_plainly_gone", lupus.PLAINLY_GONE, "1",
               "share of the threshold below which nobody errs"),
        number("sledai_low_neutrophils", lupus.LOW_WHITE_CELLS, "10*9/L",
               "neutrophils that go with white cells below 3 x 10^9/L"),
        number("sledai_by_drug_from", lupus.PUT_DOWN_TO_TREATMENT[0], "d",
               "first day on which low counts are put down to the treatment"),
        number("sledai_by_drug_until", lupus.PUT_DOWN_TO_TREATMENT[1], "d",
               "last day on which low counts are put down to the treatment"),
        number("phga_per_activity", lupus.GLOBAL_PER_ACTIVITY, "1",
               "physician's global assessment, 0 to 3, at the untreated activity"),
        number("phga_error", lupus.GLOBAL_ERROR, "1",
               "standard deviation of an assessor's error in it"),
        number("sdi_filtration", lupus.LOW_FILTRATION, "mL/min/{1.73_m2}",
               "filtration below which the damage index has a point more",
               source=low_filtration, certainty=Certainty.RECALLED),
    )  # fmt: skip


def _scleroderma() -> Iterator[Parameter]:
    for part, late in scleroderma.EARLY.items():
        yield number(
            f"mrss_{part}_order",
            late,
            "1",
            f"how late skin hardens, in the order of sites: {part.replace('_', ' ')}",
        )
    for item, half in scleroderma.HALF.items():
        words = str(item).replace("_", " ")
        yield number(
            f"ssc_{item}_half", half, "1", f"activity at which half show this: {words}"
        )
    yield from (
        number("mrss_deeper", scleroderma.DEEPER, "1",
               "how much later a site gains one point more, in that order"),
        number("mrss_site_spread", scleroderma.SITE_SPREAD, "1",
               "standard deviation of the order of a site between patients"),
        number("ssc_sign_spread", scleroderma.SIGN_SPREAD, "1",
               "standard deviation between patients of the activity that shows a sign"),
        number("ssc_sign_error", scleroderma.SIGN_ERROR, "1",
               "standard deviation of that activity between visits"),
        number("ssc_ild_fibrosis", scleroderma.LEAST_FIBROSIS, "1",
               "share of the lungs that is fibrotic above which tomography shows it"),
        number("ssc_fvc_fall", scleroderma.CONFIRMED_FALL, "%",
               "relative fall of predicted FVC, at two visits, that counts as confirmed"),
    )  # fmt: skip


def _others() -> Iterator[Parameter]:
    registry = "general knowledge: median of a registry of 2023, source not at hand"
    yield from (
        number("aha_bleed_lasts", haemophilia.BLEED_LASTS, "d",
               "days until a bleed has resolved", source=registry,
               certainty=Certainty.RECALLED),
        number("aha_haemostatic_left", haemophilia.LEFT, "1",
               "of the amount that acts half-way: below it a drug was stopped"),
        number("aha_hours_still", haemophilia.STILL, "h",
               "hours since the last haemostatic drug that are noted while it is given"),
        number("aha_cyclophosphamide", haemophilia.CYCLOPHOSPHAMIDE, "mg/m2",
               "what is left of cyclophosphamide above which it counts as given"),
        number("imacs_line_error", myositis.ERROR, "mm",
               "standard deviation of a mark on the line of extramuscular activity"),
    )  # fmt: skip


INSTRUMENT_PARAMETERS = (*_others(), *_lupus(), *_scleroderma())
