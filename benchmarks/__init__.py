"""Measurements on real pages: ratios in one run, never in the test suite."""
