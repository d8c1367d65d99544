"""Diagnosis: why a sales team misses its target, and what to do about it."""
