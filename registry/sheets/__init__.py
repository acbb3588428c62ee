"""Spreadsheets in and out: reading, checking, writing. No database, no Flask."""
