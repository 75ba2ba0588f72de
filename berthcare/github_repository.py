"""A repository of GitHub, as the subject of its jobs' tokens names it.

GitHub Docs, "OpenID Connect reference": the subject of a repository made before 2026-07-15 begins
with `repo:OWNER/NAME`; that of one made, renamed or transferred since, or opted in, with
`repo:OWNER@OWNER_ID/NAME@REPOSITORY_ID`, whose ids no later owner of the names can have.
GitHub changelog 2026-04-23, "Immutable subject claims for GitHub Actions OIDC tokens".
"""

import re

FORMS = "OWNER/NAME, or OWNER@OWNER_ID/NAME@REPOSITORY_ID"
"""The two forms, for a person; a subject has the one or the other."""
WHICH_FORM = "gh api repos/OWNER/NAME/actions/oidc/customization/sub"
"""Tells the form by `sub_claim_prefix`, after `repo:`; where there is none, the one without ids.

GitHub REST API, "Get the customization template for an OIDC subject claim for a repository";
github.com/Azure/azure-dev/pull/9430. `use_immutable_subject` beside it is no more than the choice
to opt in."""

# GitHub Docs: an owner has at most 39 letters, digits and single inner hyphens; a repository at
# most 100 letters, digits, `.`, `-` and `_`. Either both have their id, or none has.
_REPOSITORY = re.compile(
    r"(?P<owner>[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})(?P<id>@[1-9][0-9]{0,18})?"
    r"/(?P<name>(?!\.{1,2}(?:@|$))[\w.-]{1,100})(?(id)@[1-9][0-9]{0,18})",
    re.ASCII,
)


def is_repository(text: str) -> bool:
    """Tell whether this names one repository, in one of its two forms."""
    return _REPOSITORY.fullmatch(text) is not None


def without_ids(text: str) -> str:
    """Return OWNER/NAME, as all of GitHub but its tokens' subjects has it.

    Raises `ValueError` where this names no repository.
    """
    found = _REPOSITORY.fullmatch(text)
    if found is None:
        raise ValueError(f"repository: {text!r} is not {FORMS}")
    return f"{found['owner']}/{found['name']}"
