"""Diagnoses as files: one format a module."""
