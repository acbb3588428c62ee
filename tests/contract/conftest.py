"""How long the contract is examined: ``--contract-examples`` makes it longer, for everybody."""

import pytest

EXAMPLES = 2


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of random examples per operation and kind of data."""
    parser.addoption("--contract-examples", type=int, default=EXAMPLES)


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    """How many random examples each operation gets."""
    return int(request.config.getoption("--contract-examples", EXAMPLES))
