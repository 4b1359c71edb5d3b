"""What is noted about each lane: rows of two tables with one column per lane."""

ABSENT = -1  # an empty lane; a state that is not integrated; an event without a gate

# Integers
PATIENT, EVENT, ROW, DECISION, STEPS, LOOKING, ACCEPTED = range(7)
CROSSED, CROSSES, FIRED, CHANGED = range(7, 11)
LANE_ROWS = 11

# Times, and fractions of the step
T, H, STEP, STOP, ARRIVAL, LIMIT, LOOK, LOW, HIGH, TIME, BEFORE = range(11)
CLOCK_ROWS = 11
