"""Copies, groups of copies, and what changed between two versions."""
