"""From expressions to machine code for vectors of patients."""
