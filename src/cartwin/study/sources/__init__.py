"""Table files that people bring, read as text: CSV, Excel and Parquet.

Nothing is understood here but the form: which cells there are, where they stand, and
what could not be taken as it is. What the cells mean is for those who ask.
"""

from cartwin.study.sources.grid import Grid, GridFault
from cartwin.study.sources.read import read_grid


__all__ = ["Grid", "GridFault", "read_grid"]
