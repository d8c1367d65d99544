"""Compiles a knowledge base: from its records to the program that executors run.

In: `knowledge.base.Knowledge`, whose conditions and formulas are still texts. Out: `knowledge.program.Program`, whose
names are resolved, bands and formulas are trees, conditions are atoms joined by logic, and rules stand in layers.
Every fault of every expression is told in one pass, at its place.
"""
