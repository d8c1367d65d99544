"""Judges measured teams: rules fire, evidence is folded into probabilities, causes and stages get their verdicts.

In: `measures.compute.Measured` teams and a compiled knowledge base. Out: an `outcome.Outcome` for each team and, when
it is asked for, its `trace.Trace`. Two executors give the same: `rete` (durable-rules, one team at a time) and
`columnar` (Polars, many teams at once). They share the folds and the verdict.
"""
