"""Every kind of fault that is planted into files."""

from collections.abc import Mapping
from types import MappingProxyType

from cartwin.validation.intake.cell_faults import cell_faults
from cartwin.validation.intake.fault import Fault
from cartwin.validation.intake.row_faults import row_faults


__all__ = ["FAULTS"]

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.kind: fault for fault in (*cell_faults(), *row_faults())}
)
