"""What the tests of the diagrams and tables share."""

from collections.abc import Mapping

import pytest

from localcloud.diagrams.graph import Graph
from localcloud.diagrams.page import Diagram
from localcloud.diagrams.table import Table
from tests.localcloud.diagrams.program import drawn, registered, tabled


@pytest.fixture(scope="session")
def graph() -> Graph:
    """What the program registers."""
    return registered()


@pytest.fixture(scope="session")
def diagrams(graph: Graph) -> Mapping[str, Diagram]:
    """Its diagrams, by name."""
    return drawn(graph)


@pytest.fixture(scope="session")
def tables(graph: Graph) -> Mapping[str, Table]:
    """Its tables, by name."""
    return tabled(graph)
