"""A Parquet file tried in a process of its own, since damage in it can end the process.

Polars answers some damaged pages by asking for more memory than there is, and that ends
the program without an exception. A file that was read once there can be read here.
"""

import subprocess
import sys


__all__ = ["refuse_damaged"]

MOST_CELLS = 200_000_000
_LONGEST = 120  # seconds
_TRIAL = """
import io, sys
import polars as pl
content = io.BytesIO(sys.stdin.buffer.read())
lazy = pl.scan_parquet(content)
rows = lazy.select(pl.len()).collect().item()
if rows * len(lazy.collect_schema()) > int(sys.argv[1]):
    sys.exit(f"{rows:,} rows are more cells than can be read: split the file")
content.seek(0)
pl.read_parquet(content)
"""


def refuse_damaged(content: bytes) -> None:
    """Return nothing if Polars can read the file.

    Raises
    ------
    ValueError
        A damaged file, or one with too many cells.
    """
    try:
        trial = subprocess.run(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-P", "-c", _TRIAL, str(MOST_CELLS)],
            input=content,
            capture_output=True,
            check=False,
            timeout=_LONGEST,
        )
    except subprocess.TimeoutExpired:
        reason = f"not read within {_LONGEST} s"
    else:
        if trial.returncode == 0:
            return
        reason = _reason(trial.stderr.decode(errors="replace"))
    msg = f"the Parquet file cannot be read ({reason:.150}); copy or write it again"
    raise ValueError(msg)


def _reason(stderr: str) -> str:
    """Return what the process said last that is meant for people."""
    said = [line for line in stderr.splitlines() if line and not line.startswith(" ")]
    own = [line for line in said if line.startswith("polars.") or "rows are more" in line]
    return (own or ["damaged beyond its beginning"])[-1].rpartition("Error: ")[2]
