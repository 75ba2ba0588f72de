"""Makes IAM documents of one Allow statement, always the same ones, for the oracles to judge."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from policies.iam.actions import actions_matching
from policies.iam.escalation import WAYS

SERVICES = (
    *("cloudtrail", "cloudwatch", "dynamodb", "ecr", "events", "iam", "kms", "lambda", "logs"),
    *("s3", "secretsmanager", "sns", "sqs", "ssm", "sts", "xray"),
)
_ARNS = (
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:iam::111111111111:user/person",
    "arn:aws:kms:ca-central-1:111111111111:key/0",
    "arn:aws:lambda:ca-central-1:111111111111:function:app",
    "arn:aws:s3:::app-bucket/report.csv",
    "arn:aws:secretsmanager:ca-central-1:111111111111:secret:app-AbCdEf",
)
_UNKNOWN = ("iam:MakeCoffee", "s3:Teleport*", "nosuchservice:Get*", "nosuchservice:GetThing")


class Generated(NamedTuple):
    """A document of one Allow statement: its actions as AWS spells them, and as it spells them."""

    plain: list[str]
    spelt: list[str]
    resources: list[str]

    @property
    def is_on_star(self) -> bool:
        """Whether the statement is on `*`; else it is on exact ARNs."""
        return self.resources == ["*"]

    @property
    def statement(self) -> dict[str, Any]:
        """The statement in the document's own spelling."""
        return {"Effect": "Allow", "Action": self.spelt, "Resource": self.resources}

    def document(self, *, plain: bool = False) -> dict[str, Any]:
        """Give the document, as an oracle takes it; `plain` gives it in AWS's spelling."""
        action = {"Action": self.plain} if plain else {}
        return {"Version": "2012-10-17", "Statement": [{**self.statement, **action}]}


def generated_documents(count: int) -> Iterator[Generated]:
    """Make the documents, two in three of them on `*`."""
    chance = random.Random(count)  # noqa: S311 - no secret
    known = [sorted(actions_matching(f"{service}:*")) for service in SERVICES]
    for _ in range(count):
        actions = [_pattern(chance, known) for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.5:
            actions += _most_of_a_way(chance)
        on_star = chance.random() < 0.67
        resources = ["*"] if on_star else chance.sample(_ARNS, chance.randint(1, 2))
        yield Generated(actions, [_spelt(chance, action) for action in actions], resources)


def _most_of_a_way(chance: random.Random) -> list[str]:
    actions = sorted(chance.choice(WAYS).actions)
    left_out = chance.randrange(len(actions)) if chance.random() < 0.3 else None
    return [action for place, action in enumerate(actions) if place != left_out]


def _pattern(chance: random.Random, known: Sequence[Sequence[str]]) -> str:
    action = chance.choice(chance.choice(known))
    service, name = action.split(":")
    cut = chance.randint(1, len(name))
    shapes: list[Callable[[], str]] = [
        lambda: action,
        lambda: action,
        lambda: f"{service}:{name[:cut]}*",
        lambda: f"{service}:*{name[cut:]}",
        lambda: f"{service}:{name[: cut - 1]}?{name[cut:]}",
        lambda: f"{service}:*",
        lambda: chance.choice(_UNKNOWN),
    ]
    return chance.choices(shapes, weights=(6, 6, 4, 3, 1, 1, 1))[0]()


def _spelt(chance: random.Random, action: str) -> str:
    """Spell an action in AWS's way, mostly; IAM takes any letter case."""
    return chance.choices((action, action.lower(), action.swapcase()), weights=(8, 2, 1))[0]
