"""A twin as a NONMEM control stream, for simulation."""

from textwrap import shorten, wrap

from cartwin.report.export.expected import expected
from cartwin.report.export.language import Language, fixed_point
from cartwin.report.export.portable import LAST_DAY, Portable
from cartwin.report.export.remarks import about, head
from cartwin.report.export.vocabulary import Vocabulary, vocabulary
from cartwin.units import ANALYTES


__all__ = ["NONMEM", "write_nonmem"]

_TAKEN = (
    "ID TIME AMT CMT EVID DV MDV RATE SS II ADDL DATE PCMT CALL CONT L1 L2 MRG RPT A T P "
    "DADT F Y S R D E G H W THETA ETA EPS ERR SIGMA OMEGA MU IREP ICALL NEWIND COMACT "
    "COMSAV OFVDATE MIXNUM MIXEST MIXP NTHETA PRED PK DES ERROR ADVAN NDREC NIREC LIREC "
    "DOSTIM DOSREC TSTATE TSCALE XSCALE TNPRI CTUP CTLO LOG LOG10 EXP SQRT SIN COS TAN "
    "ASIN ACOS ATAN ABS INT MOD MIN MAX GAMLN PHI IF THEN ELSE ENDIF WHILE DO ENDDO AND "
    "OR NOT EQ NE LT LE GT GE EXIT CALLFL SIMEPS SIMETA RANDOM REAL INTEGER WRES PRES RES "
    "F0 F1 F2 F3 F4 F5 F6 F7 F8 F9 S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 R1 R2 R3 R4 R5 R6 R7 R8 "
    "R9 D1 D2 D3 D4 D5 D6 D7 D8 D9 ALAG1 ALAG2 ALAG3 TY XO XM IER IFLAG CONTINUE END STOP "
    "A_0 A_0FLG RETURN WRITE PRINT READ OPEN CLOSE USE MODULE INCLUDE"
)
LONGEST_NOTE = 90  # characters
ITEMS = ("ID", "TIME", "AMT", "CMT", "EVID", "DV", "MDV")
NONMEM = Language(
    name="NONMEM",
    comment=";",
    functions={
        "abs": "ABS({})",
        "sqrt": "SQRT({})",
        "log": "LOG({})",
        "log10": "LOG10({})",
        "exp": "EXP({})",
        "phi": "PHI({})",
    },
    power="**",
    comparisons={"lt": ".LT.", "gt": ".GT.", "le": ".LE.", "ge": ".GE."},
    assign="{} = {}",
    branch="IF ({}) {} = {}",
    number=fixed_point,
    reserved=frozenset(_TAKEN.split()),
    longest_name=20,
    ignores_case=True,
)


def write_nonmem(model: Portable) -> str:
    """Return the text of a control stream; its data are told in comments."""
    said = vocabulary(model, NONMEM, _numbered(model))
    patients, before = said.patients(), said.untreated("A_0({1}) = {2}")
    rates = said.writer.lines(said.rates("DADT({1}) = {2}"), model.labels)
    observed = said.writer.lines(said.observed("{} = {}"), model.labels)
    told = [said.words[p.name] for p in model.covariates]
    shown = list(said.seen.values())
    lines = [
        *NONMEM.remark([*head(said), "", *_places(said)]),
        *_sizes(model, len([*patients, *before, *rates, *observed])),
        f"$PROBLEM {model.title}",
        f"$INPUT {' '.join([*ITEMS, *told])}",
        f"$DATA {model.disease}.csv IGNORE=@",
        "$ABBR DERIV2=NO DERIV2=NOCOMMON",
        "$SUBROUTINES ADVAN13 TOL=9 ATOL=12",
        f"$MODEL NCOMPARTMENTS={len(model.states)}",
        *(f"  COMP=({s.name.upper()})" for s in model.states),
        "$PK",
        *_constants(said),
        *patients,
        *before,
        "$DES",
        *rates,
        "$ERROR",
        *observed,
        _prediction(said),
        "$THETA",
        *(_noted(fixed_point(d.parameter.value), f"{i} {d.words}: {about(d.parameter)}")
          for i, d in enumerate(model.individuals, 1)),
        "$OMEGA",
        *(f"{fixed_point(e.variance)} ; {i} {e.symbol}"
          for i, e in enumerate(model.effects, 1)),
        "$SIGMA 0 FIX",
        "$SIMULATION (1) ONLYSIMULATION",
        *wrap(f"$TABLE ID TIME {' '.join(shown)} NOPRINT ONEHEADER "
              f"FILE={model.disease}.tab", 76, subsequent_indent="  "),
        *NONMEM.remark(["", f"data of the typical patient ({model.disease}.csv); with "
                        "$OMEGA 0 FIX as in cartwin:", *_data(said), "", *expected(said)]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _numbered(model: Portable) -> dict[str, str]:
    """Return states, typical values and random effects by their numbers."""
    kinds = {
        "A": [s.name for s in model.states],
        "THETA": [d.typical for d in model.individuals],
        "ETA": [e.symbol for e in model.effects],
    }
    return {
        name: f"{kind}({i})"
        for kind, names in kinds.items()
        for i, name in enumerate(names, 1)
    }


def _sizes(model: Portable, lines: int) -> list[str]:
    """Return what NM-TRAN is to make room for; more than enough."""
    known = len(model.fixed) + len(model.individuals) + len(model.derived)
    return [
        f"$SIZES LTH={len(model.individuals) + 10} LVR={len(model.effects) + 10} "
        f"PC={len(model.states) + 5} PG={known + 100}",
        f"$SIZES DIMNEW={10 * lines} DIMTMP={10 * lines}",
    ]


def _constants(said: Vocabulary) -> list[str]:
    return [
        _noted(f"{said.words[p.name]} = {fixed_point(p.value)}", about(p))
        for p in said.model.fixed
    ]


def _prediction(said: Vocabulary) -> str:
    """Return what is predicted: the reading that the disease is followed by."""
    analyte = ANALYTES[said.model.main]
    note = f"prediction: {analyte.name} ({analyte.unit}), which the disease is followed by"
    return _noted(f"Y = {said.seen[said.model.main]} + EPS(1)", note)


def _noted(text: str, note: str) -> str:
    return f"{text} ; {shorten(note, LONGEST_NOTE, placeholder=' ...')}"


def _places(said: Vocabulary) -> list[str]:
    lines = ["Compartments:"]
    for i, s in enumerate(said.model.states, 1):
        lines.append(f"  A({i}) {s.name}: {s.meaning} ({s.unit})")
    return lines


def _data(said: Vocabulary) -> list[str]:
    """Return the rows of the data: doses, and a look every week."""
    model, place = said.model, said.model.places
    rows = [(x.event.time, 1, x.event.amount, place[x.event.state]) for x in model.doses]
    looks = range(0, int(LAST_DAY - model.first_day) + 1, 7)
    rows += [(day + model.first_day, 0, 0.0, 1) for day in looks]
    told = [f",{p.value:g}" for p in model.covariates]
    names = [said.words[p.name] for p in model.covariates]
    return [",".join([*ITEMS, *names])] + [
        f"1,{day - model.first_day:g},{amount!r},{to},{kind},0,{int(kind > 0)}"
        + "".join(told)
        for day, kind, amount, to in sorted(rows, key=lambda row: (row[0], row[1]))
    ]
