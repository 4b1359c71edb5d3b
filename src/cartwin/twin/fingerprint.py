"""A short name for everything that decides what a twin computes."""

import hashlib
import inspect

from cartwin import biology
from cartwin.twin.assay import ASSAYS
from cartwin.twin.disease import DISEASES
from cartwin.twin.toxicity import CRS, ICANS, PRODUCT_SPREAD


__all__ = ["model_hash"]


def model_hash(disease: str) -> str:
    """Return 12 hexadecimal digits that change with any equation, parameter or assay.

    >>> len(model_hash("itp"))
    12
    """
    modules = (*DISEASES[disease], biology.readouts)
    texts = [inspect.getsource(m) for m in modules]  # equations, balance and parameters
    texts += [repr(x) for x in (CRS, ICANS, PRODUCT_SPREAD, dict(ASSAYS))]
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]
