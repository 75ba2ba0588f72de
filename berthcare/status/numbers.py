"""Which numbers serve, which stand by, and whether each calls the webhooks of the secret."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from berthcare.failover.owned_number import wanted_settings
from berthcare.number_pool import BOTH, NumberPool
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, unknown, well
from berthcare.status.sources import Sources

_FAILOVER, _DRIFT = "number-failover", "number-drift"


def numbers(sources: Sources) -> Iterator[Said]:
    """Say who serves and who stands by, and whether Twilio has them all."""
    stored, owned = sources.stored(), sources.owned()
    told = _told(stored.pool)
    missing = [number for number in stored.bundle.numbers if number not in owned]
    if missing:
        yield failed(
            f"{told}; not in the Twilio account: {', '.join(missing)}",
            f"Let a backup serve: berthcare failover {sources.environment} --next --dry-run   "
            f"and: {runbook(_FAILOVER)}",
        )
    elif stored.pool.is_failed_over:
        yield attention(
            f"{told}; a failover is in force",
            f"The way back, when it is over: berthcare failover {sources.environment} --back "
            f"--dry-run   and: {runbook(_FAILOVER)}",
        )
    else:
        yield well(told)


def webhooks(sources: Sources) -> Iterator[Said]:
    """Say which addresses Twilio calls, and which number calls others."""
    bundle, owned = sources.stored().bundle, sources.owned()
    wanted = wanted_settings(bundle.webhooks)
    drifted = {
        number: owned[number].differences(wanted) for number in bundle.numbers if number in owned
    }
    wrong = [f"{number} ({', '.join(lacks)})" for number, lacks in drifted.items() if lacks]
    absent = [number for number in bundle.numbers if number not in owned]
    if wrong:
        yield failed(
            f"other settings than the secret's: {'; '.join(wrong)}",
            f"Write them again: pulumi up --refresh --stack {sources.environment}   and: "
            f"{runbook(_DRIFT)}",
        )
    if absent:
        yield unknown(
            f"not in the Twilio account, so whom they call is not known: {', '.join(absent)}",
            f"Follow {runbook(_FAILOVER)}",
        )
    if wrong or absent:
        return
    urls = (
        bundle.webhooks.voice_url,
        bundle.webhooks.voice_status_callback,
        bundle.webhooks.sms_url,
        bundle.webhooks.sms_status_callback,
    )
    host = urlsplit(urls[0]).hostname
    yield well(f"https://{host} {' '.join(urlsplit(url).path for url in urls)}")


def _told(pool: NumberPool) -> str:
    serving = dict.fromkeys(pool.serving(purpose) for purpose in BOTH)
    purposes = {
        number: " and ".join(str(one) for one in BOTH if pool.serving(one) == number)
        for number in serving
    }
    reserve = [number for number in pool.backups if number not in serving]
    serves = ", ".join(f"{number} {what}" for number, what in purposes.items())
    return f"{serves}; in reserve: {', '.join(reserve) or 'none'}"
