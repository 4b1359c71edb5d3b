"""Flush denormal numbers to zero while a batch runs, and restore the mode after.

Drugs decay into denormals, on which processors are many times slower.
"""

import platform


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
define void @enter(ptr %kept) {
  %old = call i64 asm sideeffect "mrs $0, fpcr", "=r"()
  store i64 %old, ptr %kept
  %new = or i64 %old, 16777216
  call void asm sideeffect "msr fpcr, $0", "r"(i64 %new)
  ret void
}

define void @leave(ptr %kept) {
  %old = load i64, ptr %kept
  call void asm sideeffect "msr fpcr, $0", "r"(i64 %old)
  ret void
}
"""


def mode_functions() -> str:
    """Return `enter` and `leave`, which keep the old mode in 8 bytes at their argument."""
    return _ARM if platform.machine().lower() in ("arm64", "aarch64") else _X86
