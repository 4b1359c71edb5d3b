"""The treatments that are compared, each as its trials gave it.

Drugs that are given for good are given for 24 weeks, as in their trials, and then
stopped: how long an effect outlasts its drug can be seen only thereafter. Doses rise as
product information say, on the count observed; they are not lowered again.
"""

from cartwin.errors import DataError, did_you_mean
from cartwin.trial.treatments.treatment import Treatment


__all__ = ["CAR_T", "TREATMENTS", "UNTREATED", "find_treatment"]

_USUAL = "general knowledge: usual doses, source not at hand"
_STEROIDS = "Glucocorticoids: block phagocytosis and the formation of plasmablasts."
_STEPS = range(1, 10)  # weeks in which the dose of romiplostim may rise


def _romiplostim() -> str:
    """Return 1 ug/kg weekly, and 1 ug/kg more from each week with a count below 50."""
    more = (
        f"romiplostim 1 ug/kg d{7 * k}..161/7 if platelets < 50 at d{7 * k}" for k in _STEPS
    )
    return "; ".join(["romiplostim 1 ug/kg d0..161/7", *more])


UNTREATED = Treatment(
    name="untreated", title="Untreated", given="", source="the patients as they were"
)
CAR_T = Treatment(
    name="car-t",
    schedule=(
        "fludarabine and cyclophosphamide on three days, then 3e5 cells/kg; "
        "tocilizumab at CRS 2, dexamethasone at ICANS 2"
    ),
    title="CD19 CAR-T",
    drug="car_t",
    meaning=(
        "CAR-T cells: expand on CD19, kill B cells and plasmablasts in blood, tissue and "
        "marrow, and leave plasma cells without CD19."
    ),
    given=(
        "fludarabine 30 mg/m2 d-5,-4,-3; cyclophosphamide 300 mg/m2 d-5,-4,-3; "
        "car_t 3e5/kg d0; tocilizumab 8 mg/kg max 800 mg d+0 when crs >= 2; "
        "dexamethasone 10 mg d+0,+1,+2 when icans >= 2"
    ),
    source=(
        "lymphodepletion and the higher of two doses of cells of NCT06352281, conference "
        "abstract 2025; treatment of toxicity: " + _USUAL
    ),
)
TREATMENTS: tuple[Treatment, ...] = (
    Treatment(
        name="prednisolone",
        schedule="1 mg/kg daily for three weeks, tapered over six",
        title="Prednisolone",
        drug="prednisolone",
        meaning=_STEROIDS,
        given=(
            "prednisolone 1 mg/kg max 80 mg d0..20; "
            "prednisolone 0.95>0.05 mg/kg max 80 mg d21..62"
        ),
        source="1 mg/kg as in Wei 2016, Blood 127:296; length and taper: " + _USUAL,
    ),
    Treatment(
        name="dexamethasone",
        schedule="40 mg daily for four days, once",
        title="Dexamethasone",
        drug="dexamethasone",
        meaning=_STEROIDS,
        given="dexamethasone 40 mg d0,1,2,3",
        source="Cheng 2003, N Engl J Med 349:831: one course",
    ),
    Treatment(
        name="ivig",
        schedule="1 g/kg on two days",
        title="IVIG",
        drug="ivig",
        given="ivig 1 g/kg d0,1",
        source="trial of Flebogamma DIF, NCT00511147",
    ),
    Treatment(
        name="rituximab",
        schedule="375 mg/m² weekly, four times",
        title="Rituximab",
        drug="rituximab",
        given="rituximab 375 mg/m2 d0..21/7",
        source="Godeau 2008, Blood 112:999",
    ),
    Treatment(
        name="romiplostim",
        schedule=(
            "1 µg/kg weekly for 24 weeks; 1 µg/kg more at each of weeks 1 to 9 with a "
            "count below 50"
        ),
        title="Romiplostim",
        drug="romiplostim",
        given=_romiplostim(),
        source="Kuter 2008, Lancet 371:395: 24 weeks; steps up to 10 ug/kg, none down",
    ),
    Treatment(
        name="eltrombopag",
        schedule="50 mg daily for 24 weeks; 75 mg from day 21 if below 50",
        title="Eltrombopag",
        drug="eltrombopag",
        given=(
            "eltrombopag 50 mg d0..167; eltrombopag 25 mg d21..167 if platelets < 50 at d21"
        ),
        source="RAISE, Cheng 2011, Lancet 377:393: 50 to 75 mg; day of the step assumed",
    ),
    Treatment(
        name="avatrombopag",
        schedule="20 mg daily for 24 weeks; 40 mg from day 28 if below 50",
        title="Avatrombopag",
        drug="avatrombopag",
        given=(
            "avatrombopag 20 mg d0..167; "
            "avatrombopag 20 mg d28..167 if platelets < 50 at d28"
        ),
        source="Jurczak 2018, Br J Haematol 183:479: 20 to 40 mg; day of the step assumed",
    ),
    Treatment(
        name="fostamatinib",
        schedule="100 mg twice daily for 24 weeks; 150 mg from day 28 if below 50",
        title="Fostamatinib",
        drug="fostamatinib",
        given=(
            "fostamatinib 100 mg d0..167.5/0.5; "
            "fostamatinib 50 mg d28..167.5/0.5 if platelets < 50 at d28"
        ),
        source="Bussel 2018, Am J Hematol 93:921: 100, from week 4 150 mg twice daily",
    ),
    Treatment(
        name="splenectomy",
        schedule="on day 0",
        title="Splenectomy",
        drug="splenectomy",
        given="splenectomy 1 organ d0",
        source="one operation; its risks are not in the twin",
    ),
    Treatment(
        name="efgartigimod",
        schedule="10 mg/kg weekly for 24 weeks",
        title="Efgartigimod",
        drug="efgartigimod",
        given="efgartigimod 10 mg/kg d0..161/7",
        source="ADVANCE, Broome 2023, Lancet 402:1648: 10 mg/kg; here weekly throughout",
    ),
    Treatment(
        name="daratumumab",
        schedule="16 mg/kg weekly, eight times",
        title="Daratumumab",
        drug="daratumumab",
        given="daratumumab 16 mg/kg d0..49/7",
        source="eight weekly doses as in DART (1800 mg under the skin there)",
    ),
    CAR_T,
)


def find_treatment(name: str) -> Treatment:
    """Return a treatment by its name.

    >>> find_treatment("splenectomy").given
    'splenectomy 1 organ d0'

    Raises
    ------
    DataError
        If there is none of that name.
    """
    known = {t.name: t for t in TREATMENTS}
    if name not in known:
        source = f"treatment {name:.60}"
        raise DataError(
            source, [f"there is none of that name ({did_you_mean(name, known)})"]
        )
    return known[name]
