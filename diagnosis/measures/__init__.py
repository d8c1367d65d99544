"""Everything numeric about a team, computed once for both executors: computed facts, intervals, tests, bands.

In: a team's facts as the intake read them. Out: `Measured`, every known variable of the team and of its members, and
the faults of facts that contradict their computation. `statistics` holds the formulas with their sources.
"""
