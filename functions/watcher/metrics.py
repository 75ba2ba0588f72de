"""What a run found, as metrics (pure): levels of now, and none for what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .endpoint import Probe
from .inventory import Inventory
from .spend_lift import Limit
from .subaccount import Status
from .usage import MonthSpend, error_rate

LATENCIES = {
    "voice_webhook_url": "VoiceWebhookLatency",
    "voice_status_callback": "VoiceStatusLatency",
    "sms_webhook_url": "SmsWebhookLatency",
    "sms_status_callback": "SmsStatusLatency",
}
"""Each webhook, by its key in the secret, with its metric."""

UNITS = {
    "BalanceUSD": "None",
    "MonthSpendUSD": "None",
    "UsesToday": "Count",
    "ErrorsToday": "Count",
    "ErrorRatePercent": "Percent",
    "NumbersMissing": "Count",
    "NumbersDrifted": "Count",
    "EndpointsDown": "Count",
    "EndpointsSlow": "Count",
    **dict.fromkeys(LATENCIES.values(), "Milliseconds"),
    "CredentialAgeDays": "None",
    "SpendLimitReached": "None",
    "SubaccountSuspended": "None",
    "ReadingsFailed": "Count",
    "Runs": "Count",
}
"""Each metric's unit, of those that CloudWatch has (API reference, MetricDatum): no dollars, no
days."""


@dataclass(frozen=True)
class Findings:
    """What a run has read; `None` is what it could not."""

    balance: Decimal | None
    spend: MonthSpend | None
    limit: Limit
    """What the spend is measured against; without a lift where that is unknown."""
    uses: int | None
    errors: int | None
    inventory: Inventory | None
    probes: Mapping[str, Probe | None]
    """The probe of each webhook, by its key in the secret."""
    ages: tuple[float | None, ...]
    """Days since each credential was made."""
    status: Status | None
    """The subaccount's; `None` also where there is no subaccount."""
    failed: int


def metric_values(found: Findings) -> dict[str, float]:
    """Return each metric with its value."""
    values: dict[str, float | None] = {
        "BalanceUSD": _float(found.balance),
        "UsesToday": found.uses,
        "ErrorsToday": found.errors,
        "CredentialAgeDays": _oldest(found.ages),
        "ReadingsFailed": found.failed,
        "Runs": 1,
    }
    if found.errors is not None and found.uses is not None:
        values["ErrorRatePercent"] = error_rate(found.errors, found.uses)
    if found.inventory is not None:
        values["NumbersMissing"] = len(found.inventory.missing)
        values["NumbersDrifted"] = len(found.inventory.drifted)
    if found.spend is not None:
        values["MonthSpendUSD"] = float(found.spend.usd)
        values["SpendLimitReached"] = int(found.limit.reached_by(found.spend))
    if found.status is not None:
        # A closed one serves as little.
        values["SubaccountSuspended"] = int(found.status is not Status.ACTIVE)
    values |= _endpoints(found.probes)
    return {name: value for name in UNITS if (value := values.get(name)) is not None}


def _endpoints(probes: Mapping[str, Probe | None]) -> dict[str, float | None]:
    known = {key: probe for key, probe in probes.items() if probe is not None}
    values: dict[str, float | None] = {
        LATENCIES[key]: _rounded(probe.milliseconds) for key, probe in known.items()
    }
    all_known = len(known) == len(LATENCIES)
    down = sum(probe.is_down for probe in known.values())
    slow = sum(probe.is_slow for probe in known.values())
    # One that is known to be ill is told whatever the others are; that none is, only of all.
    values["EndpointsDown"] = down if down or all_known else None
    values["EndpointsSlow"] = slow if slow or all_known else None
    return values


def _oldest(ages: tuple[float | None, ...]) -> float | None:
    """Return the greatest age; unknown where one is, for that may be the oldest."""
    known = [age for age in ages if age is not None]
    return _rounded(max(known)) if known and len(known) == len(ages) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
