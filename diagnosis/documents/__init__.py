"""Reads YAML and JSON files without trusting them.

In: a path or a text. Out: a tree of nodes (`nodes`), each with its file, line and column, and all faults in one pass.
Nothing is typed, expanded or run here. `source` is the front door; the two readers make the same nodes.
"""
