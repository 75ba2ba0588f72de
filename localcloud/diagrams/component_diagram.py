"""Which components there are, what each registers, and whose resources it refers to."""

from collections import Counter

from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.mermaid import Flowchart


def component_diagram(graph: Graph) -> str:
    """Return the diagram's source.

    A line leads from a component to one it holds; a dotted line to one whose resources it uses.
    """
    chart = Flowchart()
    components = {one.name: one for one in graph.components()}
    for one in components.values():
        chart.node(one.name, [one.kind, *_registered(graph, one)])
    for one in components.values():
        if one.parent in components:
            chart.edge(one.parent, one.name)
    for start, end in sorted(_uses(graph)):
        chart.edge(start, end, dotted=True)
    return chart.text()


def _registered(graph: Graph, component: Resource) -> list[str]:
    """Return how many resources of each kind a component registers by itself."""
    kinds = Counter(
        one.kind for one in graph.resources if one.parent == component.name and not one.is_component
    )
    return [f"{count} {kind}" for kind, count in sorted(kinds.items())]


def _uses(graph: Graph) -> set[tuple[str, str]]:
    """Return which component uses another's resources; what holds the other uses it anyway."""
    owners = {one.name: one.name if one.is_component else one.parent for one in graph.resources}
    found = {
        (owners[one.name], owners[other])
        for one in graph.resources
        if not one.is_component
        for other in one.refers_to
        if other in owners
    }
    parents = {one.name: one.parent for one in graph.components()}
    return {(start, end) for start, end in found if start != end and parents.get(end) != start}
