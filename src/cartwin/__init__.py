"""One record, one rule book and one mechanistic twin for CAR-T in autoimmune disease."""
