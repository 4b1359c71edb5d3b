"""The published studies that come with cartwin."""

from importlib.resources import files
from pathlib import Path

from cartwin.errors import DataError, did_you_mean
from cartwin.study.folder import read_study
from cartwin.study.study import Study


__all__ = ["open_study", "published_studies"]

_SUFFIX = ".study"


def published_studies() -> tuple[str, ...]:
    """Return the names of the published studies that come with cartwin.

    >>> "itp-nct06352281" in published_studies()
    True
    """
    folders = _published().glob(f"*{_SUFFIX}")
    return tuple(sorted(f.name.removesuffix(_SUFFIX) for f in folders))


def open_study(name_or_folder: str | Path) -> Study:
    """Return a study: a published one by its name, any other by its folder.

    >>> open_study("itp-nct06352281").protocol.patients
    4

    Raises
    ------
    DataError
        Neither a published study nor a folder, or a folder that cannot be read.
    """
    if name_or_folder in published_studies():
        return read_study(_published() / f"{name_or_folder}{_SUFFIX}")
    if Path(name_or_folder).exists():
        return read_study(name_or_folder)
    hint = did_you_mean(str(name_or_folder), published_studies())
    problem = f"neither a folder nor a published study ({hint})"
    raise DataError(str(name_or_folder), [problem])


def _published() -> Path:
    return Path(str(files("cartwin.study"))) / "published"
