"""The numbers that stand by: kept in use, and ready to serve."""

from collections.abc import Iterator

from berthcare.errors import BerthcareError
from berthcare.failover.owned_number import wanted_settings
from berthcare.failover.plan import Wish, plan
from berthcare.keep_alive.errands import NEEDED, errand_for, idle_numbers, month_of
from berthcare.number_pool import BOTH
from berthcare.operations.sources import Wider
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, well

_FAILOVER = runbook("number-failover")


def idle(sources: Wider) -> Iterator[Said]:
    """Say which idle numbers lack texts this month: Twilio takes back what is not used."""
    since, owned = month_of(sources.now), sources.owned()
    numbers = idle_numbers(sources.stored().pool)
    errands = [errand_for(one, owned, sources.texts(one), since) for one in numbers]
    lost = [f"{one.number}: {one.problem}" for one in errands if one.problem]
    lacking = [f"{one.number} has {one.counted} of {NEEDED}" for one in errands if one.missing]
    if lost:
        yield failed(f"texts cannot keep {'; '.join(lost)}", f"Follow {_FAILOVER}")
    elif lacking:
        yield attention(
            f"texts this month: {'; '.join(lacking)}",
            f"Type: berthcare keep-alive {sources.environment} --dry-run   then without --dry-run",
        )
    elif numbers:
        yield well(f"{', '.join(numbers)}: {NEEDED} texts or more this month")
    else:
        yield well("no number is idle")


def failover_drill(sources: Wider) -> Iterator[Said]:
    """Plan a failover and make none: say which backup would serve, or why none could."""
    stored = sources.stored()
    wanted = wanted_settings(stored.bundle.webhooks)
    drill = f"berthcare failover {sources.environment} --next --dry-run"
    try:
        made = plan(stored.pool, Wish(BOTH), sources.owned(), wanted)
    except BerthcareError as error:
        yield failed(error.what, f"{error.remedy}   See: {drill}")
        return
    backups = ", ".join(dict.fromkeys(number.phone_number for number in made.serving))
    if made.to_configure:
        yield attention(
            f"{backups} would serve, once its webhooks are written", f"See the steps: {drill}"
        )
    else:
        yield well(f"{backups} would serve at once ({drill})")
