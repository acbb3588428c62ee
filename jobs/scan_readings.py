"""Scans whose later pages wait, read to their end."""

from registry.documents.stamped_scans import ScanReading
from registry.services.scan_readings import READING, read_on


def run() -> list[str]:
    """Read every such scan to its end; one that a worker is at is left to it."""
    waiting = ScanReading.objects(state=READING).only("number").order_by("number")
    return [one.number for one in list(waiting) if read_on(one.number)]
