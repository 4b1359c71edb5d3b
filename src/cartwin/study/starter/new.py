"""Write a new study: a folder that can be read, checked and filled at once."""

import re
from pathlib import Path

from cartwin.errors import DataError, did_you_mean
from cartwin.study.diseases import DISEASES, Disease
from cartwin.study.folder import write_study
from cartwin.study.protocol import Arm, Protocol
from cartwin.study.regimen import parse_regimen
from cartwin.study.starter.example import example_tables
from cartwin.study.starter.guide import forms, guide
from cartwin.study.study import Origin, Study


__all__ = ["new_study"]

_ODD = re.compile(r"[^a-z0-9._-]+", re.ASCII | re.IGNORECASE)


def new_study(
    folder: str | Path, *, disease: str, name: str | None = None, title: str | None = None
) -> Study:
    """Write a small valid study with an example patient, forms and README; return it.

    Parameters
    ----------
    folder
        Where; by custom `NAME.study`. Nothing may stand there.
    disease
        One of `DISEASES`.
    name, title
        Of the study; by default those of the folder and the disease.

    Raises
    ------
    DataError
        Something stands there already, or the disease is unknown; nothing is written.
    """
    folder = Path(folder).absolute()
    if problems := [*_obstacles(folder), *_unknown(disease)]:
        raise DataError(str(folder), problems, failure="was not written")
    study = _study(DISEASES[disease], name or _named(folder), title)
    texts = {f"forms/{name}": form for name, form in forms().items()}
    texts["README.md"] = guide(DISEASES[disease], study.title)
    write_study(study, folder, beside={name: t.encode() for name, t in texts.items()})
    return study


def _obstacles(folder: Path) -> list[str]:
    if not folder.exists() and not folder.is_symlink():
        return []
    return ["something of that name is there already; choose another name, or remove it"]


def _unknown(disease: str) -> list[str]:
    if disease in DISEASES:
        return []
    return [f"unknown disease {disease!r:.60} ({did_you_mean(disease, DISEASES)})"]


def _named(folder: Path) -> str:
    return _ODD.sub("-", folder.name.removesuffix(".study")).strip("-._") or "study"


def _study(disease: Disease, name: str, title: str | None) -> Study:
    return Study(
        name=name,
        title=title or f"Anti-CD19 CAR-T in {disease.diagnosis}",
        origin=Origin.REAL,
        disease=disease.code,
        protocol=_protocol(disease),
        provenance={"made": f"cartwin study new --disease {disease.code}"},
        tables=example_tables(disease),
    )


def _protocol(disease: Disease) -> Protocol:
    default = "Default; replace it by that of your protocol."
    return Protocol(
        patients=1,
        lymphodepletion=parse_regimen(disease.lymphodepletion),
        arms=(Arm(name="standard", regimen=parse_regimen(disease.product)),),
        visits=dict(disease.visits),
        follow_up=(0.0, max(max(days) for days in disease.visits.values())),
        notes={
            "lymphodepletion": f"As in {disease.source}. {default}",
            "dose": f"As in {disease.source}. {default}",
            "visits": f"The schedule is cartwin's. {default}",
        },
    )
