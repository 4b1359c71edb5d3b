"""From LLVM's assembly language to addresses that can be called."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from cartwin.engine.code.instructions import InstructionSet


__all__ = ["compiler_version", "host", "load_object", "translate"]


@cache
def _llvm() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def compiler_version() -> str:
    """Return the version of LLVM, part of the key of stored code."""
    return ".".join(str(n) for n in _llvm().llvm_version_info)


def host() -> str:
    """Return what identifies this processor, part of the key of code made for it."""
    llvm = _llvm()
    features = sorted(n for n, there in llvm.get_host_cpu_features().items() if there)
    return " ".join([llvm.get_process_triple(), llvm.get_host_cpu_name(), *features])


def _machine(instructions: InstructionSet | None) -> Any:
    llvm = _llvm()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    if instructions is None:
        return target.create_target_machine()
    return target.create_target_machine(
        cpu=instructions.processor,
        features=instructions.features,
        opt=2,
        reloc="pic",
        codemodel="small",
    )


def translate(text: str, instructions: InstructionSet) -> bytes:
    """Return the object code of a module in LLVM's assembly language."""
    llvm = _llvm()
    module = llvm.parse_assembly(text)
    module.triple = llvm.get_process_triple()
    machine = _machine(instructions)
    module.data_layout = str(machine.target_data)
    module.verify()
    _inline(module, machine)
    return bytes(machine.emit_object(module))


def _inline(module: Any, machine: Any) -> None:
    """Put functions marked `alwaysinline` where they are called; change nothing else."""
    llvm = _llvm()
    passes = llvm.create_new_module_pass_manager()
    passes.add_always_inliner_pass()
    options = llvm.create_pipeline_tuning_options(speed_level=0)
    passes.run(module, llvm.create_pass_builder(machine, options))


def load_object(
    code: bytes, names: Sequence[str], instructions: InstructionSet | None
) -> tuple[Any, dict[str, int]]:
    """Return the owner of loaded code, and the address of each function named.

    The addresses are valid as long as the owner lives.
    """
    llvm = _llvm()
    empty = llvm.parse_assembly("")
    # one reservation for code and constants: they address each other within 2 GB
    engine = llvm.create_mcjit_compiler(empty, _machine(instructions), use_lmm=True)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine, {n: engine.get_function_address(n) for n in names}
