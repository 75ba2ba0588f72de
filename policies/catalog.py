"""The list of the rules, and nothing else."""

from policies.exceptions import Exceptions
from policies.rule import Rule
from policies.rules import (
    encryption,
    escalation,
    exposure,
    identities,
    phone_numbers,
    policy_documents,
    privilege,
    residency,
    residency_copies,
    residency_global,
    residency_hints,
    secret_handling,
    sharing,
    stack_audit,
    stack_secrets,
    trust,
)
from policies.rules.exception_file import exceptions_in_force

RULES: tuple[Rule, ...] = (
    *residency.RULES,
    *residency_copies.RULES,
    *residency_global.RULES,
    *residency_hints.RULES,
    *policy_documents.RULES,
    *privilege.RULES,
    *escalation.RULES,
    *trust.RULES,
    *identities.RULES,
    *exposure.RULES,
    *sharing.RULES,
    *encryption.RULES,
    *stack_secrets.RULES,
    *secret_handling.RULES,
    *stack_audit.RULES,
    *phone_numbers.RULES,
)


def rules_with(exceptions: Exceptions) -> tuple[Rule, ...]:
    """Give every rule, and last the one that judges how the exceptions were used."""
    return (*RULES, exceptions_in_force(exceptions))
