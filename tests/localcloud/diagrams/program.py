"""What the program registers, as the diagrams and tables take it, and how they are made of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from localcloud.diagrams.drawing import diagrams_of, tables_of
from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.page import Diagram
from localcloud.diagrams.table import Table
from tests.recorder import ACCOUNT, DEPLOYER, Registered
from tests.unit.components.deployed import NAMES, deployed

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"
PICTURES = ROOT / "docs" / "diagrams"
OUT_OF_DATE = "Type: python -m localcloud.diagrams"


def registered() -> Graph:
    """Return the graph, seen by the tests' own recorder."""
    return Graph.of(map(_resource, deployed().resources))


def _resource(one: Registered) -> Resource:
    return Resource(
        type=one.type,
        name=one.name,
        parent=one.parent,
        inputs={key: value for key, value in one.inputs.items() if key not in one.secrets},
        refers_to=one.refers_to | one.depends_on,
    )


def drawn(graph: Graph) -> Mapping[str, Diagram]:
    """Return the diagrams of a graph."""
    return diagrams_of(graph, NAMES, ACCOUNT, (DEPLOYER,))


def tabled(graph: Graph) -> Mapping[str, Table]:
    """Return the tables of a graph."""
    return tables_of(graph, ACCOUNT, (DEPLOYER,))


def changed(graph: Graph, name: str, **inputs: object) -> Graph:
    """Return a graph in which one resource has other inputs."""
    return Graph.of(
        replace(one, inputs={**one.inputs, **inputs}) if one.name == name else one
        for one in graph.resources
    )
