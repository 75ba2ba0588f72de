"""Whether the deployer may do what the plan, the state and the operating commands need."""

from collections import defaultdict
from collections.abc import Sequence

from berthcare.findings import Finding, Verdict
from berthcare.preflight.simulation import NOT_ALLOWED, Denied, Simulated

NAME = "permissions"
_MOST_SHOWN = 12
_OF_EXISTING_KEYS = "kms:"
_WITHOUT_KEY = frozenset({"kms:CreateKey", "kms:ListAliases"})
_REMEDY = (
    "Have them allowed to the deployer (berthcare/needed_actions/needed_actions.yaml has all that "
    "it needs), then type the same command again."
)
_KEYS_REMEDY = (
    "Look into the keys' policies: aws kms get-key-policy --policy-name default --key-id "
    "alias/berthcare-pulumi-state   (or have the actions allowed to the deployer)"
)


def judge(principal_arn: str, simulated: Simulated, unknown_types: Sequence[str]) -> list[Finding]:
    """Tell what is denied, by what denies it; what IAM left out; which types the table lacks."""
    by_policies = [one for one in simulated.denied if not _is_for_a_key_s_policy(one)]
    found = [
        _denial(principal_arn, why, denied)
        for why, denied in sorted(_by_reason(by_policies).items())
    ]
    of_keys = [one for one in simulated.denied if _is_for_a_key_s_policy(one)]
    found += [_uncertain(principal_arn, of_keys)] if of_keys else []
    found += [_unanswered(principal_arn, simulated)] if simulated.unanswered else []
    if unknown_types:
        what = f"What these types need is not known: {', '.join(sorted(set(unknown_types)))}."
        remedy = "Add them to berthcare/needed_actions/needed_actions.yaml."
        found.append(Finding(NAME, Verdict.ATTENTION, what, remedy))
    if found:
        return found
    return [
        Finding(
            NAME,
            Verdict.WELL,
            f"The policies of {principal_arn} allow all {simulated.asked} actions that are needed.",
        )
    ]


def _by_reason(denied: Sequence[Denied]) -> dict[str, list[Denied]]:
    grouped: defaultdict[str, list[Denied]] = defaultdict(list)
    for one in denied:
        grouped[one.why].append(one)
    return dict(grouped)


def _is_for_a_key_s_policy(denied: Denied) -> bool:
    """Whether a key's own policy, which no simulation reads, may allow it nevertheless."""
    is_of_key = denied.action.startswith(_OF_EXISTING_KEYS) and denied.action not in _WITHOUT_KEY
    return is_of_key and denied.why == NOT_ALLOWED


def _uncertain(principal_arn: str, denied: Sequence[Denied]) -> Finding:
    actions = ", ".join(sorted({one.action for one in denied}))
    what = f"{principal_arn} may do these only where a key's own policy lets it: {actions}."
    return Finding(NAME, Verdict.ATTENTION, what, _KEYS_REMEDY)


def _unanswered(principal_arn: str, simulated: Simulated) -> Finding:
    what = (
        f"IAM said nothing about {len(simulated.unanswered)} of {simulated.asked} actions of "
        f"{principal_arn}: {_cut(simulated.unanswered)}."
    )
    return Finding(NAME, Verdict.UNKNOWN, what, "Type the same command again.")


def _denial(principal_arn: str, why: str, denied: Sequence[Denied]) -> Finding:
    """Tell one reason; each action once, on the first of its resources."""
    places: dict[str, str] = {}
    for one in denied:
        places.setdefault(one.action, one.resource)
    shown = [action + ("" if place == "*" else f" on {place}") for action, place in places.items()]
    what = f"{principal_arn} may not do {len(shown)} of what is needed ({why}): {_cut(shown)}."
    return Finding(NAME, Verdict.FAILED, what, _REMEDY)


def _cut(listed: Sequence[str]) -> str:
    more = len(listed) - _MOST_SHOWN
    return ", ".join(listed[:_MOST_SHOWN]) + (f", and {more} more" if more > 0 else "")
