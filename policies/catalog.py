"""The list of the rules, and nothing else."""

from policies import encryption, exposure, phone_numbers, privilege, residency, secret_handling
from policies.rule import Rule

RULES: tuple[Rule, ...] = (
    *residency.RULES,
    *privilege.RULES,
    *exposure.RULES,
    *encryption.RULES,
    *secret_handling.RULES,
    *phone_numbers.RULES,
)
