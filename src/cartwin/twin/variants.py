"""The catalogue of variants: which hypotheses can be run side by side.

Levels are chosen far enough apart to show what a hypothesis would do. No variant is
fitted to a patient, and none is more probable than another because it stands here.
"""

from cartwin.errors import ModelError, did_you_mean
from cartwin.parameters import LogitNormal, LogNormal
from cartwin.twin.disease import diseases_of
from cartwin.twin.organs import DISEASES
from cartwin.twin.variant import Change, Variant, change, combine, fixed


__all__ = ["REFERENCE", "VARIANTS", "find_variant", "variants_of"]

ALL = frozenset(DISEASES)
ITP = frozenset({"itp"})
SYSTEMIC = frozenset({"sle", "ssc", "iim"})


def _variant(
    name: str,
    title: str,
    meaning: str,
    why: str,
    diseases: frozenset[str] = ALL,
    **changes: Change,
) -> Variant:
    source = f"assumed: {why}"
    return Variant(
        name=name,
        title=title,
        meaning=meaning,
        diseases=diseases,
        changes=changes,
        source=source,
    )


REFERENCE = _variant(
    "reference",
    "as declared",
    "Every parameter has its declared prior.",
    "the declared priors, each with a source of its own",
)

_PLASMA_CELLS = (
    _variant(
        "plasma-cells",
        "long-lived plasma cells",
        "Long-lived plasma cells without CD19 make most of the autoantibody, so that CAR-T "
        "against CD19 leaves it.",
        "a share of 0.7, wide; no measurement known of how much they make",
        fLLX=change(0.7, LogitNormal(0.7)),
    ),
    _variant(
        "resistant-plasma-cells",
        "plasma cells poor in CD38",
        "Long-lived plasma cells make most of the autoantibody, and most of them carry too "
        "little CD38 for daratumumab.",
        "shares of 0.7 and 0.85; no measurement known",
        fLLX=change(0.7, LogitNormal(0.7)),
        fLRX=change(0.85, LogNormal(0.1, ceiling=0.98)),
    ),
    _variant(
        "no-plasma-cells",
        "no long-lived plasma cells",
        "Plasmablasts and short-lived plasma cells make all of the autoantibody.",
        "the opposite extreme of plasma-cells",
        fLLX=fixed(0.0),
    ),
)
_PRODUCT = (
    _variant(
        "weak-product",
        "a quarter of the cells engraft",
        "A quarter of the usual share of the infused cells engrafts.",
        "a quarter; between products it is assumed to vary by 40 % (log scale)",
        f_eng=Change(factor=0.25),
    ),
    _variant(
        "strong-product",
        "2.5 times as many engraft",
        "Two and a half times the usual share of the infused cells engrafts.",
        "2.5-fold, since more than nine tenths cannot engraft",
        f_eng=Change(factor=2.5),
    ),
    _variant(
        "short-competence",
        "competence lost fast",
        "CAR-T cells lose the competence to expand twice as fast, under antigen and while "
        "killing.",
        "both rates doubled; exhausted products are described, without a rate",
        k_Q=Change(factor=2.0),
        k_QE=Change(factor=2.0),
    ),
)
_CLONE = (
    _variant(
        "sanctuary",
        "sanctuary in tissue",
        "Autoreactive memory B cells in tissue are nearly out of reach of CAR-T cells.",
        "killing in tissue at 5 % of that in blood; no measurement known",
        pen_X=change(0.05, LogitNormal(0.5)),
    ),
    _variant(
        "no-sanctuary",
        "tissue as open as blood",
        "Autoreactive memory B cells in tissue are killed as those in blood.",
        "the opposite extreme of sanctuary",
        pen_X=fixed(1.0),
    ),
)
_ANTIBODY = (
    _variant(
        "consumed-antibody",
        "antibody consumed by its antigen",
        "Antigen removes the autoantibody, so that it lives 8 days and follows the cells "
        "that make it.",
        "0.0509/d beside the catabolism of all IgG, as for the inhibitor of acquired "
        "haemophilia A",
        ITP | SYSTEMIC,
        k_con=fixed(0.0509),
    ),
    _variant(
        "lasting-antibody",
        "antibody lives as all IgG",
        "Nothing but the catabolism of all IgG removes the autoantibody.",
        "no loss to the antigen",
        frozenset({"aha", "sle", "iim"}),
        k_con=fixed(0.0),
    ),
)
_PLATELETS = (
    _variant(
        "no-effectors",
        "Fc-effector arm off",
        "No CD38+ effector cell takes part in the clearance of platelets, so daratumumab "
        "works through plasma cells alone.",
        "a share of zero in every patient",
        ITP,
        f38=fixed(0.0),
    ),
    _variant(
        "strong-effectors",
        "Fc-effector arm strong",
        "CD38+ effector cells carry out nearly all clearance by Fc receptors.",
        "a share of 0.95",
        ITP,
        f38=change(0.95, LogitNormal(0.5)),
    ),
    _variant(
        "fc-independent",
        "clearance without Fc receptors",
        "Antibody marks platelets for a clearance that needs no Fc receptor "
        "(desialylation, complement).",
        "a share of 0.7 in all patients instead of 0.35 in three of ten",
        ITP,
        fH=change(0.7, LogNormal(0.2, ceiling=0.95)),
    ),
    _variant(
        "low-production",
        "the marrow makes few platelets",
        "Antibody hardly matters; the marrow makes few platelets and keeps doing so.",
        "production for a count of 30 in health and a quarter of the usual severity, "
        "chosen so that counts before treatment are those of refractory ITP",
        ITP,
        Pn=change(30.0, LogNormal(0.3)),
        sev=Change(factor=0.25),
    ),
    _variant(
        "cd8",
        "CD8 cells in all",
        "Autoreactive CD8 cells, which CAR-T cells do not see, add to the clearance in "
        "every patient.",
        "the severity of the subgroup of a fifth, in everyone",
        ITP,
        sevT=change(0.4, LogNormal(0.5, ceiling=3.0)),
    ),
    _variant(
        "cd8-only",
        "CD8 cells without antibody",
        "Autoreactive CD8 cells clear the platelets; antibody hardly does.",
        "a severity of 1.5 of CD8 cells and a tenth of that of antibody, chosen so that "
        "counts before treatment are those of refractory ITP",
        ITP,
        sev=Change(factor=0.1),
        sevT=change(1.5, LogNormal(0.5, ceiling=6.0)),
    ),
    _variant(
        "no-cd8",
        "CD8 cells in nobody",
        "Autoreactive CD8 cells take part in nobody.",
        "the opposite extreme of cd8",
        ITP,
        sevT=fixed(0.0),
    ),
)


_PATIENTS = (
    _variant(
        "trial-like",
        "patients as in drug trials",
        "Milder disease than in refractory patients, without autoreactive CD8 cells.",
        "0.7 of the severity, for the median counts of 16 to 17 of trials of drugs (Bussel "
        "2018, Am J Hematol 93:921; DART, Blood Adv 2025)",
        ITP,
        sev=Change(factor=0.7),
        sevT=fixed(0.0),
    ),
)

_NINE_TENTHS = "nine tenths of the drive instead of the declared weight"
_DRIVE = (  # of the activity in organs; weights are relative
    _variant(
        "antibody-driven",
        "driven by antibody",
        "Activity follows the autoantibody, whatever becomes of the B cells.",
        _NINE_TENTHS,
        SYSTEMIC,
        wA=change(0.9),
        wB=change(0.05),
        wI=change(0.05),
    ),
    _variant(
        "plasmablast-driven",
        "driven by plasmablasts",
        "Activity follows the autoreactive plasmablasts and falls with them.",
        _NINE_TENTHS,
        SYSTEMIC,
        wA=change(0.05),
        wB=change(0.9),
        wI=change(0.05),
    ),
    _variant(
        "beyond-b-cells",
        "driven beyond B cells",
        "Half of the activity has a cause that no B cell explains, and stays.",
        "half of the drive instead of the declared weight",
        SYSTEMIC,
        wA=change(0.25),
        wB=change(0.25),
        wI=change(0.5),
    ),
)
VARIANTS: tuple[Variant, ...] = (
    REFERENCE,
    *_PLASMA_CELLS,
    *_PLATELETS,
    *_PATIENTS,
    *_DRIVE,
    *_PRODUCT,
    *_CLONE,
    *_ANTIBODY,
)


def variants_of(disease: str) -> tuple[Variant, ...]:
    """Return the variants that can be asked of a disease, the reference first.

    >>> [v.name for v in variants_of("aha")][:3]
    ['reference', 'plasma-cells', 'resistant-plasma-cells']

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    diseases_of(disease)
    return tuple(v for v in VARIANTS if v.concerns(disease))


def find_variant(name: str, disease: str) -> Variant:
    """Return the variant of a name; several names joined by `+` are changed together.

    >>> sorted(find_variant("weak-product+plasma-cells", "itp").changes)
    ['fLLX', 'f_eng']

    Raises
    ------
    ModelError
        If the disease has none of that name, or two change the same parameter.
    """
    known = {v.name: v for v in variants_of(disease)}
    parts = [part.strip() for part in name.split("+")]
    for part in parts:
        if part not in known:
            msg = f"{disease} has no variant {part!r} ({did_you_mean(part, known)})"
            raise ModelError(msg)
    return combine(known[part] for part in parts)
