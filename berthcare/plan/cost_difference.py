"""What a month costs as planned, beside what it cost at another commit."""

from datetime import date
from typing import Any

from berthcare.cost.document import as_document, compare, comparison_document
from berthcare.cost.earlier import estimate_at
from berthcare.cost.estimate import Overview
from berthcare.environments import Environment


def cost_against(ref: str, environment: Environment, today: date) -> dict[str, Any]:
    """Return what `berthcare cost ENV --against REF --json` prints. Raises `BerthcareError`."""
    overview = Overview.load()
    old = overview.prices.note(today)
    document = as_document(overview, environment, [old] if old else [])
    earlier = estimate_at(ref, environment)
    comparison = compare(earlier.document, document, earlier.commit)
    return {**document, "against": comparison_document(comparison)}
