"""What a paper reports of a cohort: exact intervals, survival, incidence, durations."""
