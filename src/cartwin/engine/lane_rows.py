"""What is noted about each lane: rows of two tables with one column per lane."""

ABSENT = -1  # an empty lane; a state that is not integrated; an event without a gate

# Integers
PATIENT, EVENT, ROW, DECISION, STEPS, LOOKING, ACCEPTED, CROSSED, CROSSES = range(9)
LANE_ROWS = 9

# Times, and fractions of the step
T, H, STEP, STOP, ARRIVAL, LIMIT, LOOK, LOW, HIGH, TIME = range(10)
CLOCK_ROWS = 10
