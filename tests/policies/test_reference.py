"""docs/policies.md is what the rules say, and so are the tables that were generated."""

import re

from policies import generate_global_types, reference
from policies.catalog import rules_with
from policies.exceptions import Exceptions


def test_the_page_of_the_rules_is_generated_from_them() -> None:
    assert reference.FILE.read_text() == reference.reference(), "type: make policy-docs"


def test_the_page_has_a_section_for_each_rule_with_why_and_both_remedies() -> None:
    page = reference.reference()
    for rule in rules_with(Exceptions()):
        section = page.partition(f"\n### {rule.id}\n")[2].partition("\n### ")[0]
        assert rule.why in section
        assert rule.remedy in section
        assert f"an entry with `rule: {rule.id}`" in section or rule.id == "exceptions-in-force"
        assert rule.url in section


def test_every_link_of_the_table_leads_to_a_section() -> None:
    page = reference.reference()
    linked = set(re.findall(r"\]\(#([a-z0-9-]+)\)", page))
    sections = {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", page, re.M)}
    assert linked <= sections


def test_the_types_without_a_region_are_those_of_the_installed_provider() -> None:
    generated = generate_global_types.generated()
    assert generate_global_types.FILE.read_text() == generated, "type: make global-types"
