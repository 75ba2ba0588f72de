"""What the tests of components share."""

import pytest

from tests.recorder import Recording
from tests.unit.components.deployed import deployed


@pytest.fixture(scope="session")
def staging() -> Recording:
    """A staging environment with the default settings; read it, and change nothing in it."""
    return deployed()
