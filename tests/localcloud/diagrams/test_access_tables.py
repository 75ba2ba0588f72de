"""The tables of docs/architecture.md tell who may do what, as the program's IAM documents say."""

import json
from collections.abc import Mapping

from berthcare.iam.document import ALLOW, DENY
from localcloud.diagrams.graph import Graph
from localcloud.diagrams.table import NOTHING, Table
from tests.localcloud.diagrams.program import changed, tabled

_BACKEND = "role berthcare-backend-staging"
_DEPLOYER = "role berthcare-deployer"
_WATCHER = "role berthcare-watcher-staging"
_STRANGER = "any other role, whatever its own policy allows"
_SECRETS = {f"staging/twilio/{name}" for name in ("account", "parent", "phone-numbers", "webhooks")}


def of(who: str, table: Table) -> dict[str, str]:
    """Return the cells of a row that are not empty, by column."""
    assert who in table.rows
    return {column: cell for (row, column), cell in table.cells.items() if row == who}


def document(effect: str) -> str:
    """Return a policy about everything."""
    statement = {"Effect": effect, "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def test_every_secret_has_a_column(tables: Mapping[str, Table]) -> None:
    assert set(tables["secrets"].columns) == _SECRETS


def test_every_role_of_the_program_and_every_deployer_has_a_row(
    graph: Graph, tables: Mapping[str, Table]
) -> None:
    roles = {f"role {one.inputs['name']}" for one in graph.of_kind("Role")}
    assert set(tables["secrets"].rows) == {*roles, _DEPLOYER, _STRANGER}


def test_the_backend_reads_its_three_secrets_and_replaces_none(
    tables: Mapping[str, Table],
) -> None:
    own = _SECRETS - {"staging/twilio/parent"}
    assert of(_BACKEND, tables["secrets"]) == dict.fromkeys(own, "reads")


def test_a_deployer_reads_and_replaces_every_secret(tables: Mapping[str, Table]) -> None:
    assert of(_DEPLOYER, tables["secrets"]) == dict.fromkeys(_SECRETS, "reads, replaces")


def test_a_stranger_s_row_says_that_nothing_is_allowed(tables: Mapping[str, Table]) -> None:
    assert of(_STRANGER, tables["secrets"]) == {}
    row = f"| {_STRANGER} | {' | '.join([NOTHING] * len(_SECRETS))} |"
    assert row in tables["secrets"].block()


def test_a_grant_that_is_taken_away_is_told_no_more(graph: Graph) -> None:
    without = tabled(changed(graph, "backend-policy", policy=document(DENY)))
    assert of(_BACKEND, without["secrets"]) == {}


def test_an_own_policy_that_allows_everything_does_not_pass_a_secret_s_policy(
    graph: Graph,
) -> None:
    wide = tabled(changed(graph, "backend-policy", policy=document(ALLOW)))
    assert "staging/twilio/parent" not in of(_BACKEND, wide["secrets"])


def test_who_becomes_a_role_is_told(tables: Mapping[str, Table]) -> None:
    becomes = {who: set(of(who, tables["roles"])) for who in tables["roles"].rows}

    assert becomes[_DEPLOYER] == {"berthcare-backend-staging"}
    assert becomes["service lambda.amazonaws.com"] == {
        "berthcare-rotation-staging",
        "berthcare-watcher-staging",
    }


def test_every_role_of_the_program_has_a_column(graph: Graph, tables: Mapping[str, Table]) -> None:
    assert set(tables["roles"].columns) == {one.inputs["name"] for one in graph.of_kind("Role")}


def test_the_secrets_key_decrypts_through_secrets_manager_alone(
    tables: Mapping[str, Table],
) -> None:
    column = "alias/berthcare-twilio-staging"
    found = {cell for (_, key), cell in tables["keys"].cells.items() if key == column}
    assert found == {"decrypts through secretsmanager"}


def test_every_service_through_which_one_decrypts_is_told(tables: Mapping[str, Table]) -> None:
    audit = of(_WATCHER, tables["keys"])["alias/berthcare-audit-staging"]
    assert audit == "decrypts through lambda, sqs"


def test_a_key_s_grant_that_names_no_service_is_told_as_one_through_any(graph: Graph) -> None:
    (key,) = [one for one in graph.of_kind("Key") if one.name == "twilio-key"]
    policy = json.loads(key.inputs["policy"])
    for statement in policy["Statement"]:
        statement.get("Condition", {}).pop("StringEquals", None)
    wider = tabled(changed(graph, "twilio-key", policy=json.dumps(policy)))["keys"]

    assert of(_BACKEND, wider) == {"alias/berthcare-twilio-staging": "decrypts"}


def test_a_cell_stands_in_its_row_and_column() -> None:
    table = Table("one", "who", ("x", "y"), ("a", "b"), {("y", "a"): "reads"})

    assert table.block().split("\n") == [
        "",
        "| who | `a` | `b` |",
        "|---|---|---|",
        f"| x | {NOTHING} | {NOTHING} |",
        f"| y | reads | {NOTHING} |",
        "",
        "",
    ]
