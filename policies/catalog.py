"""The list of the rules, and nothing else."""

from policies.exceptions import Exceptions
from policies.rule import Rule
from policies.rules import (
    encryption,
    exposure,
    identities,
    phone_numbers,
    policy_documents,
    privilege,
    residency,
    secret_handling,
    sharing,
    trust,
)
from policies.rules.exception_file import exceptions_in_force

RULES: tuple[Rule, ...] = (
    *residency.RULES,
    *policy_documents.RULES,
    *privilege.RULES,
    *trust.RULES,
    *identities.RULES,
    *exposure.RULES,
    *sharing.RULES,
    *encryption.RULES,
    *secret_handling.RULES,
    *phone_numbers.RULES,
)


def rules_with(exceptions: Exceptions) -> tuple[Rule, ...]:
    """Give every rule, and last the one that judges how the exceptions were used."""
    return (*RULES, exceptions_in_force(exceptions))
