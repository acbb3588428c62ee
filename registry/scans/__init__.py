"""Stamped scans: what kind of file, how many pages. No database."""
