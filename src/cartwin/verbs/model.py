"""`model`: the twin of a disease itself, as text for other tools and as a picture."""

from pathlib import Path

from cartwin.errors import DataError
from cartwin.report import draw_mechanism, write_model
from cartwin.verbs.atomic import atomic_file, check_file
from cartwin.verbs.simulate import REGIMEN


__all__ = ["diagram_model", "export_model"]

PICTURES = (".svg", ".png")


def export_model(
    disease: str,
    language: str,
    *,
    regimen: str = REGIMEN,
    out: str | Path | None = None,
) -> str:
    """Return the twin of a disease as a text that another tool runs.

    Parameters
    ----------
    language
        `mrgsolve`, `rxode2` or `nonmem`.
    regimen
        The example, and the drugs that the model has.
    out
        File to write.

    Raises
    ------
    DataError
        If the regimen cannot be read, or `out` cannot be written.
    ModelError
        If there is no twin of the disease, no such language, or no module for a drug.
    """
    text = write_model(disease, language, regimen)
    if out is not None:
        _check(Path(out))
        with atomic_file(Path(out)) as draft:
            draft.write_text(text, encoding="utf-8")
    return text


def diagram_model(disease: str, *, out: str | Path) -> Path:
    """Draw what acts on what in the twin of a disease; return the file.

    Parameters
    ----------
    out
        A `.svg` or `.png` file.

    Raises
    ------
    DataError
        If `out` has another ending, or cannot be written.
    ModelError
        If there is no twin of the disease.
    """
    target = Path(out)
    _check(target, PICTURES)
    with atomic_file(target) as draft:
        drawn = draw_mechanism(disease, draft.with_suffix(target.suffix))
        drawn.replace(draft)
    return target


def _check(out: Path, endings: tuple[str, ...] = ()) -> None:
    problem = check_file(out)
    if endings and out.suffix not in endings:
        problem = f"its name must end in {' or '.join(endings)}"
    if problem:
        raise DataError(str(out), [problem], failure="was not written")
