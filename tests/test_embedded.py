"""The embedded server's share of the machine's memory."""

from pathlib import Path

import pytest

from registry.embedded import cache_gigabytes

GIGABYTE = 2**30


@pytest.mark.parametrize(
    ("memory", "cache"), [(1, 0.5), (4, 0.5), (8, 1.0), (12, 1.5), (16, 2.0), (64, 2.0)]
)
def test_an_eighth_of_the_memory_within_bounds(memory: int, cache: float) -> None:
    """From half a gigabyte to two."""
    assert cache_gigabytes(memory * GIGABYTE, []) == cache


@pytest.mark.parametrize(
    ("limit", "cache"),
    [("max", 2.0), (str(8 * GIGABYTE), 1.0), (str(2**63 - 4096), 2.0), ("", 2.0), (None, 2.0)],
)
def test_a_container_s_limit_counts_where_it_is_lower(
    tmp_path: Path, limit: str | None, cache: float
) -> None:
    """A host's memory is not the container's; no limit, or an unreadable one, is none."""
    file = tmp_path / "memory.max"
    if limit is not None:
        file.write_text(f"{limit}\n")
    assert cache_gigabytes(64 * GIGABYTE, [tmp_path / "nothing", file]) == cache
