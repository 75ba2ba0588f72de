"""Writes docs/policies.md from the rules: `python -m policies.reference` (make policy-docs)."""

import sys
from collections.abc import Iterator
from pathlib import Path

from policies.catalog import RULE_IDS, TOPICS, rules_with
from policies.exceptions import Exceptions
from policies.pulumi_pack import level_of
from policies.rule import ResourceRule, Rule, StackRule

FILE = Path(__file__).parents[1] / "docs" / "policies.md"

_HEAD = """# Policies

What every deployment must satisfy, and why. This page is generated from the rules
(`make policy-docs`); a test keeps it equal to them. How the rules are enforced, and where that has
holes, is told in [security.md](security.md); how they are built in
[policies/README.md](../policies/README.md).

- A **mandatory** rule stops the deployment; an **advisory** one is told and stops nothing. The
  level **remediate** counts as mandatory: the engine shows secret marks to such a rule only.
- A rule **of a resource** judges it by itself, before it is made. A rule **of the stack** judges
  how resources go together, once all are known: at the end of a preview, and of an update.
- A value that only the deployment will tell is judged by `pulumi up`. In a preview the rule is
  told to the engine as "not applicable", with the value's path (the CLI prints nothing of it);
  what is known beside it is judged at once.

## How to except a finding

A violation ends with its finding and its resource, as `(finding kmsKeyId of TYPE::NAME)`. Where it
must be let pass, write why into `policies/exceptions.yaml`; it is reviewed with the change:

```yaml
- rule: secret-cmk
  stacks: [staging]
  resource: aws:secretsmanager/secret:Secret::twilio-account
  finding: "kmsKeyId"
  reason: The key is being moved; the ticket says to where.
  owner: platform team
  expires: 2027-01-31
```

- `stacks` are those of this project; a stack of another one is `PROJECT/STACK`.
- `resource` is the end of its URN: the type and the logical name.
- `finding` is matched to the letter. It names the value too, where there is one
  (`policy#ReadSecrets[s3:*]`): another value is another finding, and needs a review of its own. In
  quotes, no character of it means anything to YAML.
- `owner` is a team. `expires` is the last day (UTC), a year ahead at the most.
- An entry that is malformed, expired, given twice or needed by no finding is itself a violation
  (`exceptions-in-force`). Nothing else switches a mandatory rule off: a policy-pack configuration
  that tries is refused.

See what is in force: the files of `berthcare evidence staging` list every exception.

## The rules

"""


def reference() -> str:
    """Give the page's text."""
    last = rules_with(Exceptions())[-1]
    topics = [(_title(topic.__doc__), topic.RULES) for topic in TOPICS]
    topics.append(("The exceptions", (last,)))
    return _HEAD + "\n".join([*_table(topics), *_sections(topics)]) + "\n"


def _title(docstring: str | None) -> str:
    """Give what a topic's docstring says before its first colon or full stop."""
    line = (docstring or "").partition("\n")[0]
    return line.partition(":")[0].partition(",")[0].rstrip(".")


def _table(topics: list[tuple[str, tuple[Rule, ...]]]) -> Iterator[str]:
    yield "| rule | level | severity | what it demands |"
    yield "|---|---|---|---|"
    for _, rules in topics:
        for rule in rules:
            level = level_of(rule).value
            yield f"| [`{rule.id}`](#{rule.id}) | {level} | {rule.severity} | {rule.demands} |"


def _sections(topics: list[tuple[str, tuple[Rule, ...]]]) -> Iterator[str]:
    for title, rules in topics:
        yield f"\n## {title}"
        for rule in rules:
            yield f"\n### {rule.id}\n"
            yield f"{rule.demands} {rule.why}\n"
            yield f"- **How to fix:** {rule.remedy}"
            yield f"- **How to except:** {_how_to_except(rule)}"
            yield f"- **Judges:** {_judged(rule)}"
            yield f"- **Level:** {level_of(rule).value}, severity {rule.severity}"
            yield f"- **Serves:** {'; '.join(map(str, rule.frameworks))}"
            yield f"- **Source:** <{rule.url}>"


def _how_to_except(rule: Rule) -> str:
    if rule.id not in RULE_IDS:
        return "it cannot be excepted from"
    return f"an entry with `rule: {rule.id}` ([how](#how-to-except-a-finding))"


def _judged(rule: Rule) -> str:
    if isinstance(rule, StackRule):
        return "the stack as a whole"
    types = rule.types if isinstance(rule, ResourceRule) else ()
    if types == ("*",):
        return "every resource"
    shown = ", ".join(f"`{one}`" for one in types[:4])
    return shown + (f" and {len(types) - 4} more" if len(types) > 4 else "")


def main() -> int:
    """Write the page."""
    FILE.write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
