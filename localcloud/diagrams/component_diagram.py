"""Which components there are and what each registers, and whose resources a component uses.

These are two diagrams: in one, lines would run behind boxes that they do not belong to.
"""

from collections import Counter, defaultdict

from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.mermaid import Flowchart


def holding_diagram(graph: Graph) -> str:
    """Return the source of the first: a line leads from a component to one it holds.

    One that holds others is drawn again for each of its own, so that no line crosses a rank.
    """
    chart = Flowchart()
    components = {one.name: one for one in graph.components()}
    held: dict[str, list[Resource]] = defaultdict(list)
    for one in components.values():
        if one.parent in components:
            held[one.parent].append(one)
    for name, parts in held.items():
        holder = f"what holds: {name}"
        chart.node(holder, [components[name].kind], "()")
        for one in parts:
            chart.node(one.name, [one.kind, *_registered(graph, one)])
            chart.edge(holder, one.name)
    return chart.text()


def using_diagram(graph: Graph) -> str:
    """Return the source of the second: a line leads from a component to one it uses."""
    chart = Flowchart()
    uses = sorted(_uses(graph))
    named = {name for use in uses for name in use}
    for one in graph.components():
        if one.name in named:
            chart.node(one.name, [one.kind])
    for start, end in uses:
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
