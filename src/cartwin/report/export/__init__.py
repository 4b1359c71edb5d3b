"""The twin as text of other tools: equations, patients, a regimen to try it with."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cartwin.errors import ModelError, did_you_mean
from cartwin.report.export.mrgsolve import write_mrgsolve
from cartwin.report.export.nonmem import write_nonmem
from cartwin.report.export.portable import Portable, portable
from cartwin.report.export.rxode2 import write_rxode2


__all__ = ["LANGUAGES", "write_model"]

LANGUAGES: Mapping[str, Callable[[Portable], str]] = MappingProxyType(
    {"mrgsolve": write_mrgsolve, "rxode2": write_rxode2, "nonmem": write_nonmem}
)


def write_model(disease: str, language: str, regimen: str) -> str:
    """Return the twin of a disease as a text that another tool runs.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    regimen
        In the text form of `cartwin.study.parse_regimen`: the example, and the drugs that
        the model has.

    Raises
    ------
    DataError
        If the regimen cannot be read.
    ModelError
        If there is no twin of the disease, no such language, or no module for a drug.

    Examples
    --------
    >>> text = write_model("itp", "rxode2", "cart 1e6/kg d0")
    >>> "d/dt(CB) <- CB * (-k_d)" in text
    True
    """
    if language not in LANGUAGES:
        msg = f"no language {language!r} ({did_you_mean(language, LANGUAGES)})"
        raise ModelError(msg)
    return LANGUAGES[language](portable(disease, regimen))
