"""Reads the reports that agencies publish as PDF."""
