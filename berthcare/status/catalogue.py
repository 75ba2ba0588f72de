"""The rows of the status, in their order."""

from berthcare.status.account import account, month_spend
from berthcare.status.alarms import alarms
from berthcare.status.numbers import numbers, webhooks
from berthcare.status.reading import Reading
from berthcare.status.rotation import rotation
from berthcare.status.sources import Sources
from berthcare.status.stack import last_update, open_operations, version
from berthcare.status.watcher import last_run

READINGS: tuple[Reading[Sources], ...] = (
    Reading("last update", last_update),
    Reading("open operations", open_operations),
    Reading("stack version", version),
    Reading("Twilio account", account),
    Reading("numbers", numbers),
    Reading("webhooks", webhooks),
    Reading("alarms", alarms),
    Reading("rotation", rotation),
    Reading("month's spend", month_spend),
    Reading("watcher", last_run),
)
