"""One file per peer: from the equations to a function that solves patients."""
