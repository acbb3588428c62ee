"""The law: pure functions over dated, cited data, on the standard library alone."""
