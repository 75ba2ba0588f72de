"""The metrics that the watcher publishes in each run (functions/watcher).

The function stands alone, so the names are there once more; tests/functions keeps them equal.
"""

from berthcare.environments import Environment

ENVIRONMENT = "Environment"
"""The dimension of all of them."""

BALANCE = "BalanceUSD"
MONTH_SPEND = "MonthSpendUSD"
USES_TODAY = "UsesToday"
ERRORS_TODAY = "ErrorsToday"
ERROR_RATE = "ErrorRatePercent"
NUMBERS_MISSING = "NumbersMissing"
NUMBERS_DRIFTED = "NumbersDrifted"
ENDPOINTS_DOWN = "EndpointsDown"
ENDPOINTS_SLOW = "EndpointsSlow"
LATENCIES = (
    "VoiceWebhookLatency",
    "VoiceStatusLatency",
    "SmsWebhookLatency",
    "SmsStatusLatency",
)
"""Milliseconds, one of each webhook."""
CREDENTIAL_AGE = "CredentialAgeDays"
SPEND_LIMIT_REACHED = "SpendLimitReached"
SUBACCOUNT_SUSPENDED = "SubaccountSuspended"
READINGS_FAILED = "ReadingsFailed"
RUNS = "Runs"

ALL = (
    BALANCE,
    MONTH_SPEND,
    USES_TODAY,
    ERRORS_TODAY,
    ERROR_RATE,
    NUMBERS_MISSING,
    NUMBERS_DRIFTED,
    ENDPOINTS_DOWN,
    ENDPOINTS_SLOW,
    *LATENCIES,
    CREDENTIAL_AGE,
    SPEND_LIMIT_REACHED,
    SUBACCOUNT_SUSPENDED,
    READINGS_FAILED,
    RUNS,
)


def dimensions(environment: Environment) -> dict[str, str]:
    """Return the dimensions of an environment's metrics."""
    return {ENVIRONMENT: environment.value}
