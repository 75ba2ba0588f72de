"""Draws every diagram of a graph."""

from collections.abc import Mapping

from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.watched import Watched
from localcloud.diagrams.access_diagram import Access
from localcloud.diagrams.alarm_diagram import alarm_diagram
from localcloud.diagrams.component_diagram import component_diagram
from localcloud.diagrams.graph import Graph
from localcloud.diagrams.page import Diagram


def diagrams_of(
    graph: Graph, names: Names, account_id: str, deployers: tuple[str, ...]
) -> Mapping[str, Diagram]:
    """Return the diagrams by name."""
    signals = signals_of(
        # Who they are changes what a signal says, not which there are.
        Watched(
            names=names,
            account_id=account_id,
            readers=deployers,
            rotation=deployers[0],
            deployers=deployers,
            key_id="",
            trail_log_group=names.trail_log_group,
            trail=names.trail,
        )
    )
    access = Access(graph, account_id, deployers)
    by_alarm = {names.alarm(one.key): one for one in signals}
    drawn = (
        Diagram("components", "components, and what each registers", component_diagram(graph)),
        Diagram(
            "access", "who may read and replace secrets, and assume roles", access.to_secrets()
        ),
        Diagram("keys", "who may decrypt with which key, through which service", access.to_keys()),
        Diagram("alarms", "from a signal to people", alarm_diagram(graph, by_alarm, names)),
    )
    return {one.name: one for one in drawn}
