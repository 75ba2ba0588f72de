"""Which checks a verification runs, in the order of its table."""

from berthcare.verification.check import Check
from berthcare.verification.checks.alarm_publishing import ALARM_PUBLISHING
from berthcare.verification.checks.backend_reads import BACKEND_READS
from berthcare.verification.checks.forged_request import FORGED_REQUEST
from berthcare.verification.checks.number_webhooks import NUMBER_WEBHOOKS
from berthcare.verification.checks.rate_limit import RATE_LIMIT
from berthcare.verification.checks.refusal_alarm import REFUSAL_ALARM
from berthcare.verification.checks.region import REGION_KEPT
from berthcare.verification.checks.rotation import ROTATION
from berthcare.verification.checks.silence_alarm import SILENCE_ALARM
from berthcare.verification.checks.state_secrets import STATE_SECRETS
from berthcare.verification.checks.stranger_refused import STRANGER_REFUSED
from berthcare.verification.checks.traffic import TEST_CALL, TEST_MESSAGE
from berthcare.verification.checks.watcher_run import WATCHER_RUN

CHECKS: tuple[Check, ...] = (
    BACKEND_READS,
    STRANGER_REFUSED,
    REFUSAL_ALARM,
    SILENCE_ALARM,
    ALARM_PUBLISHING,
    WATCHER_RUN,
    NUMBER_WEBHOOKS,
    TEST_MESSAGE,
    TEST_CALL,
    FORGED_REQUEST,
    RATE_LIMIT,
    ROTATION,
    STATE_SECRETS,
    REGION_KEPT,
)
