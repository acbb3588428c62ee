"""Mutated samples through the real readers; ``make fuzz`` runs thousands more."""

from tests.fuzz import failures

CASES = 200


def test_a_mutated_file_is_read_or_refused() -> None:
    """Each of the same few hundred faulty files is read or refused in words, within all limits."""
    wrong, ways = failures(range(CASES))
    assert not wrong, "\n".join(
        f"python -m tests.fuzz {seed}  # {why}" for seed, why in wrong.items()
    )
    assert ways["answered"] > CASES / 2
