"""Whether the tokens are rotated by themselves, and Twilio accepts the stored one."""

from collections.abc import Iterator

from berthcare.rotate.plan import RUNBOOK
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Phase, Rotation, SecretStanding
from berthcare.status.said import Said, failed, unknown, well
from berthcare.status.sources import Sources
from berthcare.verification.checks.rotation import problems_of


def rotation(sources: Sources) -> Iterator[Said]:
    """Say where the rotation of each secret stands."""
    standing = sources.rotation()
    see = f"See: berthcare rotate {sources.environment} --status   and: {RUNBOOK}"
    if standing.token_accepted is False:
        yield failed(
            f"Twilio REFUSES the stored auth token of {standing.account}",
            "Follow docs/runbooks/token-rotation.md#token-refused",
        )
    rotated = [one for one in standing.secrets.values() if not _is_by_hand(one, sources)]
    problems = [problem for one in rotated for problem in problems_of(one, sources.now)]
    if problems:
        yield failed("; ".join(problems), see)
    if standing.problems:
        yield unknown(standing.problems[0].what, standing.problems[0].remedy)
    elif standing.token_accepted is None:
        yield unknown("whether Twilio accepts the stored auth token could not be told", see)
    elif standing.token_accepted and not problems:
        yield well("; ".join(map(_told, standing.secrets.values())))


def _is_by_hand(one: SecretStanding, sources: Sources) -> bool:
    """Tell whether people rotate it: the main account's token, where that serves (ADR 0019)."""
    if one.which is not Rotatable.ACCOUNT or one.rotation is not Rotation.NONE:
        return False
    return sources.spend().parent_sid is None


def _told(one: SecretStanding) -> str:
    if one.rotation is Rotation.NONE:
        return f"{one.which} by hand"
    if one.phase is not Phase.SETTLED:
        return f"{one.which} under way ({one.phase})"
    last = f"last on {one.last_rotated:%Y-%m-%d}" if one.last_rotated else "never yet"
    next_one = f"{one.next_rotation:%Y-%m-%d}" if one.next_rotation else "a day not told"
    return f"{one.which} {last}, next by {next_one}"
