"""What a piece of evidence does not claim: it says so itself, wherever it is read."""

_LIMITS = """
It does not claim compliance with PIPEDA or any other law: people judge that.

It tells what the state of the stack holds, not what the clouds hold at this moment. To bring the
state up to date: pulumi refresh --stack {stack}. To try the stack itself: berthcare verify {stack}.

Its grants are those of this stack. What IAM policies elsewhere in the account allow to others
(deployers, administrators, a role that the stack does not make) is not in its state. Refusals to
everybody bind those others too.

To list a grant is not to judge it. The policy rules judge it; what they say has a section of its
own. It leaves out what policies/exceptions.yaml of the project excepts. What a secret holds is not
judged: to the rules, each secret of the state is the text [secret].

It lists statements and does not add them up: a refusal, a permission boundary or a policy of the
organisation may take away what a grant gives.

A region is where a resource lies, not where its data is read from. Texts, calls and e-mails leave
the region by their nature.

Where the state itself is stored is not in it. To see that: pulumi whoami --verbose.
"""


def not_claimed(stack: str) -> list[str]:
    """Return the limits of the evidence of an environment, each on one line."""
    said = _LIMITS.format(stack=stack).strip().split("\n\n")
    return [" ".join(one.split()) for one in said]
