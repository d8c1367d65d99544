"""Kinds of values: how each is read, written, limited and asked for."""
