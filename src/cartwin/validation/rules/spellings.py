"""Many spellings of one word: how worked cases name what they mean."""

from collections.abc import Mapping
from typing import Any


__all__ = ["plain", "renamed", "spelt"]


def spelt(names: Mapping[str, str]) -> Mapping[str, str]:
    """Return spelling -> name, from name -> its spellings in one text.

    >>> spelt({"dexamethasone": "dex hd_dex"})
    {'dex': 'dexamethasone', 'hd_dex': 'dexamethasone'}
    """
    return {word: name for name, words in names.items() for word in words.split()}


def plain(word: str) -> str:
    """Return a word in small letters, its parts joined by underscores.

    >>> plain("High-flow nasal cannula")
    'high_flow_nasal_cannula'
    """
    return word.strip().lower().replace("-", "_").replace(" ", "_")


def renamed(given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the findings under the names of the product.

    >>> renamed({"crs_g": 3, "itp": True}, {"crs_g": "crs"})
    {'crs': 3, 'itp': True}
    """
    return {names.get(name, name): value for name, value in given.items()}
