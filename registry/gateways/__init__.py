"""Outgoing connections: the only code that opens one."""
