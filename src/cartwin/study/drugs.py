"""The drugs and procedures that regimens may name: one line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


__all__ = ["DRUGS", "Drug"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug that regimens may name.

    Attributes
    ----------
    name
        Generic name, as in the record.
    units
        Units its amount may have.
    purpose
        Of the treatment row it gives; see the schema.
    aliases
        Other names accepted in the text.
    """

    name: str
    units: tuple[str, ...]
    purpose: str
    aliases: tuple[str, ...] = ()


_MG = ("mg", "mg/kg")
_DRUGS = (
    ("fludarabine", ("mg/m2",), "lymphodepletion", ("flu",)),
    ("cyclophosphamide", ("mg/m2",), "lymphodepletion", ("cy",)),
    ("car_t", ("/kg",), "car_t", ("cart", "car-t")),
    ("car_t_bcma", ("/kg",), "car_t", ("bcma",)),
    ("car_t_cd19_bcma", ("/kg",), "car_t", ("dual",)),
    ("daratumumab", _MG, "rescue", ("dara",)),
    ("daratumumab_sc", _MG, "rescue", ("dara_sc",)),
    ("rituximab", (*_MG, "mg/m2"), "rescue", ("rtx",)),
    ("ivig", ("g/kg",), "rescue", ()),
    ("prednisolone", _MG, "rescue", ("pred",)),
    ("methylprednisolone", _MG, "toxicity", ("mp",)),
    ("dexamethasone", _MG, "toxicity", ("dex",)),
    ("tocilizumab", _MG, "toxicity", ("toci",)),
    ("filgrastim", ("dose",), "toxicity", ("gcsf",)),
    ("efgartigimod", _MG, "rescue", ("efg",)),
    ("romiplostim", ("ug/kg",), "rescue", ("romi",)),
    ("eltrombopag", ("mg",), "rescue", ("elt",)),
    ("avatrombopag", ("mg",), "rescue", ("ava",)),
    ("mycophenolate", _MG, "concomitant", ("mmf",)),
    ("teclistamab", _MG, "rescue", ("tec",)),
    ("emicizumab", _MG, "rescue", ("emi",)),
    ("factor_viia", ("ug/kg",), "rescue", ("rfviia", "eptacog")),
    ("apcc", ("U/kg",), "rescue", ("feiba",)),
    ("factor_viii", ("IU/kg",), "rescue", ("fviii",)),
    ("porcine_factor_viii", ("U/kg",), "rescue", ("rpfviii", "susoctocog")),
    ("fostamatinib", ("mg",), "rescue", ("fos",)),
    ("splenectomy", ("organ",), "rescue", ()),
    ("platelet_transfusion", ("10*9/L",), "rescue", ("platelets",)),
)
DRUGS: Mapping[str, Drug] = MappingProxyType(
    {n: Drug(name=n, units=u, purpose=p, aliases=a) for n, u, p, a in _DRUGS}
)
