"""Worked cases for authors of rules: facts of a team, and what must come out of them.

In come case files (`case_file`) and a knowledge base. `run` judges the cases, and out come the differences between what
a case expects and its diagnosis, each with its place in the file. `export` writes a diagnosis as a case.
"""
