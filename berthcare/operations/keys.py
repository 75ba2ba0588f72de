"""Keys, credentials and the state: rotated in time, and kept so that they can be brought back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from berthcare.operations.sources import Wider
from berthcare.rotate.plan import RUNBOOK
from berthcare.rotation_schedule import ROTATION_DAYS
from berthcare.signals import watcher_metrics
from berthcare.status.metrics import measured, of_environment
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, unknown, well

_HOURS = 24


def key_rotation(sources: Wider) -> Iterator[Said]:
    """Say whether KMS renews the customer-managed keys each year."""
    found = sources.key_rotation()
    off = [alias for alias, on in found.items() if not on]
    if off:
        yield failed(
            f"switched off for {', '.join(off)}",
            f"Switch it on again: pulumi up --refresh --stack {sources.environment}   and: "
            f"{runbook('secret-tampering')}#secrets-key-change",
        )
    else:
        yield well(f"on for {', '.join(found)}")


def credentials(sources: Wider) -> Iterator[Said]:
    """Say how old the oldest credential is, those that people replace among them."""
    series = of_environment(sources.names, watcher_metrics.CREDENTIAL_AGE)
    found = measured(sources, series, _HOURS).latest
    if found is None:
        yield unknown("the watcher told no age", f"Follow {runbook('watcher')}")
        return
    told = f"the oldest is {found[1]:.0f} days old, {ROTATION_DAYS} are allowed"
    if found[1] > ROTATION_DAYS:
        yield failed(told, f"Follow {RUNBOOK}#credential-age")
    else:
        yield well(told)


def state_backup(sources: Wider) -> Iterator[Said]:
    """Say whether earlier versions of the state are kept: without them none can be restored."""
    url = urlsplit(sources.backend())
    if url.scheme != "s3":
        yield attention(
            f"the state is kept at {url.scheme or 'a place'} and not in S3, so its versions "
            "cannot be seen",
            "See where, and that it is saved: pulumi whoami --verbose",
        )
        return
    versioning = sources.versioning(url.netloc)
    told = f"versioning of {url.netloc} is {versioning.lower() or 'off'}"
    if versioning == "Enabled":
        yield well(f"{told}: every earlier state can be brought back")
    else:
        yield failed(
            told,
            f"Type: aws s3api put-bucket-versioning --bucket {url.netloc} "
            "--versioning-configuration Status=Enabled",
        )
