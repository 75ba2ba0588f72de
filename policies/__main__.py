"""The policy pack: `pulumi preview --policy-pack policies` starts this program."""

from pulumi_policy import EnforcementLevel, PolicyPack

from policies.catalog import RULES
from policies.pulumi_pack import policies_for

PolicyPack(
    name="berthcare",
    description="Residency in ca-central-1, least privilege, encryption, secrets, phone numbers.",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=policies_for(RULES),
)
