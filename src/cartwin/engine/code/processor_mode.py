"""Flush denormal numbers to zero while a batch runs, and restore the mode after.

Drugs decay into denormals, on which processors are many times slower.
"""

from cartwin.engine.code.instructions import InstructionSet


__all__ = ["mode_functions"]

_X86 = """
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)

define void @enter(ptr %kept) {
  call void @llvm.x86.sse.stmxcsr(ptr %kept)
  %old = load i32, ptr %kept
  %new = or i32 %old, 32832
  %next = getelementptr i32, ptr %kept, i64 1
  store i32 %new, ptr %next
  call void @llvm.x86.sse.ldmxcsr(ptr %next)
  ret void
}

define void @leave(ptr %kept) {
  call void @llvm.x86.sse.ldmxcsr(ptr %kept)
  ret void
}
"""
_ARM = """
declare i64 @llvm.aarch64.get.fpcr()
declare void @llvm.aarch64.set.fpcr(i64)

define void @enter(ptr %kept) {
  %old = call i64 @llvm.aarch64.get.fpcr()
  store i64 %old, ptr %kept
  %new = or i64 %old, 16777216
  call void @llvm.aarch64.set.fpcr(i64 %new)
  ret void
}

define void @leave(ptr %kept) {
  %old = load i64, ptr %kept
  call void @llvm.aarch64.set.fpcr(i64 %old)
  ret void
}
"""


def mode_functions(instructions: InstructionSet) -> str:
    """Return `enter` and `leave`, which keep the old mode in 8 bytes at their argument."""
    return _ARM if instructions.machine == "aarch64" else _X86
