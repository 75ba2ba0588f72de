"""Makes every diagram and table of a graph."""

from collections.abc import Mapping

from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.watched import Watched
from localcloud.diagrams.access import Access
from localcloud.diagrams.alarm_diagram import alarm_diagrams
from localcloud.diagrams.component_diagram import holding_diagram, using_diagram
from localcloud.diagrams.graph import Graph
from localcloud.diagrams.page import Diagram
from localcloud.diagrams.table import Table


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
    by_alarm = {names.alarm(one.key): one for one in signals}
    drawn = (
        Diagram("components", "components, and what each registers", holding_diagram(graph)),
        Diagram("uses", "whose resources a component uses", using_diagram(graph)),
        *alarm_diagrams(graph, by_alarm, names),
    )
    return {one.name: one for one in drawn}


def tables_of(graph: Graph, account_id: str, deployers: tuple[str, ...]) -> Mapping[str, Table]:
    """Return the tables by name."""
    access = Access(graph, account_id, deployers)
    made = (access.to_secrets(), access.to_roles(), access.to_keys())
    return {one.name: one for one in made}
