"""The published studies that come with cartwin."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from cartwin.errors import DataError, did_you_mean
from cartwin.study.folder import read_study
from cartwin.study.study import Study


__all__ = ["held_out_studies", "open_study", "published_studies"]

_SUFFIX = ".study"
_PUBLISHED, _HELD_OUT = "published", "held_out"  # folders


def published_studies() -> tuple[str, ...]:
    """Return the names of the published studies that the twin was compared with.

    >>> "itp-nct06352281" in published_studies()
    True
    """
    return tuple(sorted(_named(_PUBLISHED)))


def held_out_studies() -> tuple[str, ...]:
    """Return the names of published studies that no typical value was tuned to.

    They were entered when equations and parameters were finished, to be foretold.

    >>> "sle-gc012f-2025" in held_out_studies()
    True
    """
    return tuple(sorted(_named(_HELD_OUT)))


def open_study(name_or_folder: str | Path) -> Study:
    """Return a study: a published one by its name, any other by its folder.

    >>> open_study("itp-nct06352281").protocol.patients
    4

    Raises
    ------
    DataError
        Neither a published study nor a folder, or a folder that cannot be read.
    """
    shipped = {**_named(_HELD_OUT), **_named(_PUBLISHED)}
    if folder := shipped.get(str(name_or_folder)):
        return read_study(folder)
    if Path(name_or_folder).exists():
        return read_study(name_or_folder)
    hint = did_you_mean(str(name_or_folder), published_studies())
    problem = f"neither a folder nor a published study ({hint})"
    raise DataError(str(name_or_folder), [problem])


def _named(group: str) -> dict[str, Path]:
    """Return name -> folder of the studies of a group."""
    return dict(_folders(Path(str(files("cartwin.study"))) / group))


def _folders(group: Path) -> Iterator[tuple[str, Path]]:
    for folder in group.glob(f"*{_SUFFIX}"):
        yield folder.name.removesuffix(_SUFFIX), folder
