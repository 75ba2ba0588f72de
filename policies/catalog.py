"""The list of the rules, and nothing else."""

from policies.exceptions import Exceptions
from policies.rule import Rule
from policies.rules import (
    alarms,
    audit,
    boundaries,
    delegation,
    deletion,
    encryption,
    escalation,
    exposure,
    functions,
    identities,
    phone_numbers,
    policy_documents,
    privilege,
    residency,
    residency_copies,
    residency_global,
    residency_hints,
    rotation,
    secret_handling,
    sharing,
    stack_audit,
    stack_inventory,
    stack_secrets,
    stack_storage,
    topics,
    trust,
)
from policies.rules.exception_file import exceptions_in_force

TOPICS = (
    residency,
    residency_copies,
    residency_global,
    residency_hints,
    policy_documents,
    privilege,
    escalation,
    trust,
    identities,
    boundaries,
    exposure,
    delegation,
    sharing,
    encryption,
    rotation,
    deletion,
    stack_secrets,
    secret_handling,
    audit,
    alarms,
    functions,
    stack_audit,
    stack_inventory,
    topics,
    stack_storage,
    phone_numbers,
)
"""The modules of the rules, in the order in which the documents tell them."""

RULES: tuple[Rule, ...] = tuple(rule for topic in TOPICS for rule in topic.RULES)

RULE_IDS = frozenset(rule.id for rule in RULES)


def rules_with(exceptions: Exceptions) -> tuple[Rule, ...]:
    """Give every rule, and last the one that judges how the exceptions were used."""
    return (*RULES, exceptions_in_force(exceptions, RULE_IDS))
