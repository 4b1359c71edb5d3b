"""Code for machines other than this one can at least be written and translated."""

from dataclasses import replace

import llvmlite.binding as llvm
import pytest

from cartwin.engine import System, compile
from cartwin.engine.code.instructions import INSTRUCTION_SETS
from cartwin.engine.kernel import module_text
from cartwin.parameters import State


SYSTEM = System(
    name="one",
    states=(State("P", "1", "amount"),),
    parameters=("k", "n"),
    balance=(),
    rates=(lambda P, k, n: dict(dP=-k * P**n),),
    observables=(lambda P: dict(seen=1.0 * P),),
)


def test_arm_code_flushes_denormals_and_fuses_products():
    neon = INSTRUCTION_SETS["neon"]
    text, _, _ = module_text(replace(compile(SYSTEM).task, instructions=neon))
    try:
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
        target = llvm.Target.from_triple("aarch64-unknown-linux-gnu")
    except RuntimeError:
        pytest.skip("this LLVM cannot translate for ARM")
    machine = target.create_target_machine(cpu=neon.processor, features=neon.features)
    module = llvm.parse_assembly(text)
    module.triple = "aarch64-unknown-linux-gnu"
    module.verify()
    code = machine.emit_assembly(module)

    assert "FPCR" in code
    assert "fmla\tv" in code
