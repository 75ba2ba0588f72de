"""The policy pack: `pulumi preview --policy-pack policies` starts this program."""

from pulumi_policy import EnforcementLevel, PolicyPack

from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.pulumi_pack import policies_for
from policies.serving import serve_strictly

exceptions = Exceptions.load()
rules = rules_with(exceptions)
serve_strictly(rules)
PolicyPack(
    name="berthcare",
    description="Residency in ca-central-1, least privilege, encryption, audit, phone numbers.",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=policies_for(rules, exceptions),
)
