"""YAML and JSON files as nodes, each of which knows its file, line and column."""
