"""The commands that lead from one state of the numbers to another, to be typed as they stand."""

from berthcare.number_pool import BOTH, NumberPool, Purpose


def commands_between(stack: str, now: NumberPool, then: NumberPool) -> list[str]:
    """Return the commands that make the numbers of `then` serve where those of `now` do."""
    flags = {
        purpose: _flag(then, purpose)
        for purpose in BOTH
        if now.serving(purpose) != then.serving(purpose)
    }
    start = f"berthcare failover {stack}"
    if len(flags) == len(BOTH) and len(set(flags.values())) == 1:
        return [f"{start} {flags[Purpose.VOICE]}"]
    return [f"{start} {flag} --only {purpose}" for purpose, flag in flags.items()]


def _flag(pool: NumberPool, purpose: Purpose) -> str:
    number = pool.serving(purpose)
    return "--back" if number == pool.primary(purpose) else f"--to {number}"
