"""The list of the rules, and nothing else."""

from policies import (
    encryption,
    exposure,
    managed_policies,
    phone_numbers,
    privilege,
    residency,
    secret_handling,
    sharing,
)
from policies.rule import Rule

RULES: tuple[Rule, ...] = (
    *residency.RULES,
    *privilege.RULES,
    *managed_policies.RULES,
    *exposure.RULES,
    *sharing.RULES,
    *encryption.RULES,
    *secret_handling.RULES,
    *phone_numbers.RULES,
)
