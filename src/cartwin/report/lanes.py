"""Which analytes the figure of the courses shows for a disease, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.twin import strikes_platelets


__all__ = ["DATED_CLAIMS", "Dated", "Lane", "lanes_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One analyte of the figure.

    Attributes
    ----------
    title, unit
        Printed left of the lane.
    height
        In pixels.
    span, ticks
        Of the axis.
    is_log
        Whether the axis is logarithmic.
    thresholds
        Value and meaning.
    is_rescued
        Whether a rescue drug changes it: from the first rescue on, only patients who
        were given one are shown.
    """

    analyte: str
    title: str
    unit: str
    height: float
    span: tuple[float, float]
    ticks: tuple[float, ...]
    thresholds: tuple[tuple[float, str], ...] = ()
    is_log: bool = True
    is_rescued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Where a claim that is no reading, but has a day, is marked.

    Attributes
    ----------
    analyte, height
        Of the lane, and the value at which the mark stands; None: the one reported.
    words
        What comes before the claim's own words.
    """

    analyte: str
    height: float | None
    words: str


PLATELETS = Lane(
    analyte="PLAT",
    title="Platelets",
    unit="10⁹/L, log scale",
    height=215,
    span=(1.6, 600),
    ticks=(3, 10, 30, 100, 300),
    thresholds=((30, "30: response"), (100, "100: complete response")),
    is_rescued=True,
)
CAR_COPIES = Lane(
    analyte="CARCOPY",
    title="CAR copies",
    unit="per µg DNA, log",
    height=100,
    span=(50, 40_000),
    ticks=(100, 1_000, 10_000),
)
B_CELLS = Lane(
    analyte="BCELL",
    title="B cells, CD19⁺",
    unit="per µL, log",
    height=120,
    span=(1, 1_500),
    ticks=(1, 10, 100, 1_000),
    thresholds=((10, "10: returned"),),
)
AUTOANTIBODY = Lane(
    analyte="GPAB",
    title="Autoantibody",
    unit="× detection limit, log",
    height=85,
    span=(1, 30),
    ticks=(1, 3, 10),
)
NEUTROPHILS = Lane(
    analyte="NEUT",
    title="Neutrophils",
    unit="10⁹/L, log scale",
    height=100,
    span=(0.05, 20),
    ticks=(0.1, 0.5, 1, 5, 10),
    thresholds=((0.5, "0.5: grade 4"),),
)
IMMUNOGLOBULIN = Lane(
    analyte="IGG",
    title="Immunoglobulin G",
    unit="g/L, log scale",
    height=85,
    span=(2, 25),
    ticks=(3, 6, 10, 20),
    thresholds=((4, "4: often replaced"),),
)


FACTOR_VIII = Lane(
    analyte="FVIII",
    title="Factor VIII",
    unit="IU/dL, log scale",
    height=120,
    span=(0.8, 250),
    ticks=(1, 5, 20, 50, 200),
    thresholds=((50, "50: recovered"),),
)
INHIBITOR = Lane(
    analyte="F8INH",
    title="Inhibitor",
    unit="BU/mL, log scale",
    height=100,
    span=(0.3, 2_000),
    ticks=(1, 10, 100, 1_000),
)
SLEDAI = Lane(
    analyte="SLEDAI",
    title="SLEDAI-2K",
    unit="points",
    height=110,
    span=(-0.8, 28),
    ticks=(0, 4, 10, 20),
    is_log=False,
)
ANTI_DNA = Lane(
    analyte="DSDNA",
    title="Anti-dsDNA",
    unit="IU/mL, log scale",
    height=100,
    span=(1, 3_000),
    ticks=(1, 10, 100, 1_000),
)
PROTEINURIA = Lane(
    analyte="UPCR",
    title="Proteinuria",
    unit="g/g, log scale",
    height=100,
    span=(0.05, 20),
    ticks=(0.1, 0.5, 2, 10),
    thresholds=((0.5, "0.5: active nephritis"),),
)
SKIN = Lane(
    analyte="MRSS",
    title="Skin score, mRSS",
    unit="points",
    height=110,
    span=(-1, 51),
    ticks=(0, 10, 20, 30, 40, 50),
    is_log=False,
)
LUNG = Lane(
    analyte="FVCPP",
    title="Vital capacity",
    unit="% of predicted",
    height=90,
    span=(35, 125),
    ticks=(40, 60, 80, 100, 120),
    is_log=False,
)
ENZYME = Lane(
    analyte="CK",
    title="Creatine kinase",
    unit="U/L, log scale",
    height=100,
    span=(20, 60_000),
    ticks=(100, 1_000, 10_000),
)
STRENGTH = Lane(
    analyte="MMT8",
    title="Strength, MMT-8",
    unit="points",
    height=100,
    span=(50, 153),
    ticks=(60, 90, 120, 150),
    is_log=False,
)
ORGANS: Mapping[str, tuple[Lane, ...]] = MappingProxyType(
    {
        "aha": (FACTOR_VIII, INHIBITOR),
        "sle": (SLEDAI, ANTI_DNA, PROTEINURIA),
        "ssc": (SKIN, LUNG),
        "iim": (STRENGTH, ENZYME),
    }
)


def lanes_of(disease: str) -> tuple[Lane, ...]:
    """Return the lanes of a disease: those of the common core, and those of its organ.

    Of several diseases each has one lane of its own.

    >>> [lane.analyte for lane in lanes_of("ssc")]
    ['CARCOPY', 'BCELL', 'MRSS', 'FVCPP']
    >>> [lane.analyte for lane in lanes_of("sle+ssc+iim")]
    ['CARCOPY', 'BCELL', 'SLEDAI', 'MRSS', 'MMT8']
    """
    if strikes_platelets(disease):
        return (PLATELETS, CAR_COPIES, B_CELLS, AUTOANTIBODY)
    codes = disease.split("+")
    own = [lane for c in codes for lane in ORGANS.get(c, ())[: 1 if codes[1:] else None]]
    return (CAR_COPIES, B_CELLS, *(own or (NEUTROPHILS, IMMUNOGLOBULIN)))


# Reported numbers that are not readings, by quantity; the words open those of the claim.
DATED_CLAIMS: Mapping[str, Dated] = MappingProxyType(
    {
        "car_tmax": Dated(analyte="CARCOPY", height=20_000.0, words="reported peak after"),
        "b_cell_return_one_month": Dated(
            analyte="BCELL", height=10.0, words="reported: back in"
        ),
        "sledai_3_months": Dated(analyte="SLEDAI", height=None, words="reported median"),
        "proteinuria_3_months": Dated(
            analyte="UPCR", height=None, words="reported, the patient with most:"
        ),
    }
)
