"""What a preflight does not see, told each time: a green report is no promise of these."""

from collections.abc import Iterable, Iterator

from berthcare.findings import Finding, Verdict

NAME = "not checked"

_ALWAYS = (
    "Resource policies: a secret's or a key's own may refuse what your role's policies allow.",
    "Session policies: what single sign-on narrows for this session of the role.",
    "Service quotas of AWS: aws service-quotas list-service-quotas --service-code lambda",
    "Changes of IAM that are still spreading: what is allowed now may be refused for a moment.",
    "Twilio's regulatory bundles and addresses, which it asks for when a number is bought.",
    "Numbers on sale: whether one is left in the area codes shows when it is bought.",
    "E-mail addresses of alarms: each must confirm its subscription after the deployment.",
    "The API behind the webhook URLs: berthcare verify calls it after the deployment.",
)
_WITHOUT_ORGANISATION = (
    "Service control policies: the simulation told of no organisation's, so none applies or none "
    "was shown to you."
)
_WITHOUT_PLAN = (
    "The plan (--without-plan): nothing says what would be replaced or deleted, or how many "
    "numbers would be bought."
)


def unchecked(*, judged_organisation: bool, with_plan: bool) -> Iterator[Finding]:
    """Yield what was not looked at, a sentence each."""
    sentences = [] if with_plan else [_WITHOUT_PLAN]
    sentences += [] if judged_organisation else [_WITHOUT_ORGANISATION]
    for sentence in (*sentences, *_ALWAYS):
        yield Finding(NAME, Verdict.UNKNOWN, sentence)


def checked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without what is never looked at: the verdict goes by these."""
    return [finding for finding in findings if finding.name != NAME]
