"""Faults on purpose, with real processes; each test bounded, each choice by a seed."""

from tests.faults.trio import trio
from tests.services.conftest import accepted, make_sheet, received, stamped
from tests.serving.conftest import start

__all__ = ["accepted", "make_sheet", "received", "stamped", "start", "trio"]
