"""Cases of policies/rules/secret_handling.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

SUBACCOUNT = "pulumi-python:dynamic/twilio:Subaccount"
FUNCTION, BUCKET = "aws:lambda/function:Function", "aws:s3/bucket:Bucket"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
PROVIDER, HOST = "pulumi:providers:aws", "pulumi:providers:pulumi-python"
SECRET_ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:staging/twilio/account-AbCdEf"
HEX_32 = "0a" * 16
DOCUMENTED = "AKIA" + "IOSFODNN7" + "EXAMPLE"
CREDENTIALS = {
    "an access key id, as AWS documents it": DOCUMENTED,
    "an access key id that is temporary": "ASIA" + "EXAMPLE0" * 2,
    "an access key id in prose": f"use {DOCUMENTED}, please",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a Twilio API key": "SK" + HEX_32,
    "a Stripe key": "sk" + "_live_" + "0" * 24,
    "a GitHub token": "ghp" + "_" + "0" * 36,
    "a Slack token": "xoxb" + "-" + "0" * 12,
}
NO_CREDENTIALS = {
    "the id of a KMS key": "00000000-0000-0000-0000-000000000000",
    "a SHA-256": "0a" * 32,
    "an MD5 under no name that says token": HEX_32,
    "an account SID": "AC" + HEX_32,
    "a number's SID": "PN" + HEX_32,
    "an AWS account": ACCOUNT,
    "a public key": "-----BEGIN PUBLIC KEY-----",
}

# Names under which a value is a secret's, and such under which it is not.
SENSITIVE = (
    *("TWILIO_AUTH_TOKEN_PRIMARY", "TWILIO_TOKEN_STAGING", "secondaryAuthToken", "PGPASSWORD"),
    *("authtoken", "APIKey", "api-key-2", "DB_PASSWORD_OLD", "token1", "twilio:authToken"),
    *("secretString", "passwordWo", "privateKeyPem", "idToken", "userNamePassword"),
)
HARMLESS = (
    *("tokenUrl", "secretArn", "SECRET_ARN_2", "secretId", "secretName", "secret_name", "tokenTtl"),
    *("passwordPolicy", "minimumPasswordLength", "kmsKeyId", "secretKeyRotationDays", "key-id"),
    *("accessKeyId", "PRIVATE_KEY_PATH", "secretVersionIds", "apiKeySource", "TOKEN_ISSUER"),
    *("httpTokens", "accessControlAllowCredentialsHeaderValue", "tokenized", "secretsmanager"),
    *("nextToken", "client_request_token", "passwordsEnabled", "secretRegions"),
)

MARKED, PLAIN, STATIC = (
    "no-plaintext-secret",
    "no-plaintext-credentials",
    "provider-no-static-credentials",
)


def case(
    rule: str,
    kind: Kind,
    sentence: str,
    *finds: str,
    type_: str = SUBACCOUNT,
    waits_for: Any = (),
    **props: Any,
) -> Case:
    return Case(rule, kind, sentence, type_, props, finds=finds, waits_for=waits_for)


def function(kind: Kind, sentence: str, text: str, *finds: str) -> Case:
    """Make the case of a function with this text in a variable named VALUE."""
    variables = {"environment": {"variables": {"VALUE": text}}}
    return Case(PLAIN, kind, sentence, FUNCTION, variables, finds=finds)


def provider(kind: Kind, sentence: str, *finds: str, **props: Any) -> Case:
    return Case(STATIC, kind, sentence, PROVIDER, {"region": REGION, **props}, finds=finds)


MARKED_CASES = [
    case(MARKED, "passing", "a token that is marked", auth_token=marked("x")),
    case(MARKED, "passing", "a mapping that is marked", login=marked({"password": "x"})),
    case(MARKED, "passing", "the ARN of a secret", token=SECRET_ARN),
    case(MARKED, "passing", "names that only speak of secrets", secret_id="x", tokenName="x"),
    case(MARKED, "passing", "a number of tokens", tokens=3.0),
    case(MARKED, "passing", "what makes a call unique", clientRequestToken="x"),
    case(MARKED, "passing", "the host of the dynamic providers", type_=HOST, authToken="x"),
    case(MARKED, "failing", "a token of a dynamic resource", "auth_token", auth_token="x"),
    case(
        MARKED,
        "failing",
        "a token beside a marked one",
        "a.token",
        a={"token": "x", "key": marked("y")},
    ),
    case(
        MARKED,
        "failing",
        "a password in a list",
        "users[1].password",
        users=[{}, {"password": "x"}],
    ),
    case(
        MARKED,
        "failing",
        "a variable of a function",
        "environment.variables.DB_PASSWORD",
        type_=FUNCTION,
        environment={"variables": {"DB_PASSWORD": "x"}},
    ),
    *(
        case(MARKED, "failing", f"the {key} of a version", key, type_=VERSION, **{key: "x"})
        for key in ("secretString", "secretBinary", "secretStringWo")
    ),
    *(case(MARKED, "failing", f"under the name {name}", name, **{name: "x"}) for name in SENSITIVE),
    *(case(MARKED, "passing", f"under the name {name}", **{name: "x"}) for name in HARMLESS),
    case(MARKED, "passing", "the name of a secret of ours", token="staging/twilio/phone-numbers"),
    case(MARKED, "passing", "where in an event a name is", secret="$.detail.secretId"),
    case(MARKED, "passing", "whose credentials a gateway takes", credentials="arn:aws:iam::*:u/*"),
    *(
        case(MARKED, "failing", f"what is no name of a secret: {text}", "token", token=text)
        for text in (
            "arn:x",
            "arn:aws:secretsmanager:secret",
            f"{SECRET_ARN} x",
            "qa/twilio/account",
            "staging/twilio/0",
            "staging/twilio/account x",
            "$.",
            "$.detail x",
            "$x.detail",
        )
    ),
    case(
        MARKED,
        "failing",
        "a token in JSON",
        "settings.twilio[0].AuthToken",
        settings=json.dumps({"twilio": [{"AuthToken": "x", "tokenUrl": "y", "tokens": 3}]}),
    ),
    case(
        MARKED, "failing", "JSON under a name that says token", "token", token=json.dumps({"a": 1})
    ),
    case(
        MARKED,
        "failing",
        "JSON in the place of a secret",
        "secretString",
        type_=VERSION,
        secretString=json.dumps({"account_sid": "x", "pin": 3, "auth_token": "y"}),
    ),
    case(MARKED, "passing", "JSON that is marked", settings=marked(json.dumps({"token": "x"}))),
    case(MARKED, "missing", "no input"),
    case(MARKED, "null", "a null token", auth_token=None),
    case(MARKED, "unknown", "a token later", auth_token=UNKNOWN, waits_for=("auth_token",)),
    case(MARKED, "unknown", "no secret later", region=UNKNOWN),
    case(
        MARKED,
        "unknown",
        "a password beside a token that is not known",
        "password",
        password="x",
        tokens=[SECRET_ARN, UNKNOWN],
        waits_for=("tokens[1]",),
    ),
    case(MARKED, "secret", "a token later, that is marked", auth_token=marked(UNKNOWN)),
]

PLAIN_CASES = [
    *(function("passing", sentence, text) for sentence, text in NO_CREDENTIALS.items()),
    *(
        function("failing", sentence, text, "environment.variables.VALUE")
        for sentence, text in CREDENTIALS.items()
    ),
    case(PLAIN, "failing", "in a tag", "tags.a", type_=BUCKET, tags={"a": DOCUMENTED}),
    case(
        PLAIN, "failing", "in a description", "description", type_=FUNCTION, description=DOCUMENTED
    ),
    case(
        PLAIN,
        "failing",
        "in a dashboard",
        "dashboardBody",
        type_="aws:cloudwatch/dashboard:Dashboard",
        dashboardBody=json.dumps({"widgets": [{"properties": {"markdown": DOCUMENTED}}]}),
    ),
    case(
        PLAIN, "failing", "32 digits under a name that says token", "auth_token", auth_token=HEX_32
    ),
    case(
        PLAIN,
        "failing",
        "32 digits in JSON under a name that says token",
        "settings.twilio[0].AuthToken",
        settings=json.dumps({"twilio": [{"AuthToken": HEX_32}]}),
    ),
    *(
        case(PLAIN, "failing", f"32 digits under the name {name}", name, **{name: HEX_32})
        for name in SENSITIVE
    ),
    case(
        PLAIN,
        "failing",
        "a credential after a line break in JSON",
        "settings",
        settings=json.dumps({"a": [f"one\n{DOCUMENTED}"]}),
    ),
    case(PLAIN, "passing", "in its place", type_=VERSION, secretString=DOCUMENTED),
    case(PLAIN, "passing", "the host of the dynamic providers", type_=HOST, config=DOCUMENTED),
    case(PLAIN, "missing", "no input"),
    case(PLAIN, "null", "a null input", description=None),
    case(PLAIN, "unknown", "a text later", description=UNKNOWN, waits_for=("description",)),
    case(
        PLAIN,
        "unknown",
        "a credential beside a text that is not known",
        "list[1]",
        list=[UNKNOWN, DOCUMENTED],
        waits_for=("list[0]",),
    ),
    case(PLAIN, "unknown", "a text in its place, later", type_=VERSION, secretString=UNKNOWN),
    case(PLAIN, "secret", "marked secret", api=marked(DOCUMENTED), later=marked(UNKNOWN)),
]

STATIC_CASES = [
    provider("passing", "a profile", profile="staging"),
    provider(
        "passing", "a role", assumeRoles=json.dumps([{"roleArn": f"arn:aws:iam::{ACCOUNT}:role/r"}])
    ),
    *(
        provider("failing", f"a static {key}", key, **{key: "x"})
        for key in ("accessKey", "secretKey", "token")
    ),
    case(
        STATIC,
        "failing",
        "by the other provider",
        "accessKey",
        type_="pulumi:providers:aws-native",
        accessKey="x",
    ),
    case(
        STATIC, "passing", "a token of another provider", type_="pulumi:providers:github", token="x"
    ),
    *(
        provider(
            "failing",
            f"a token that becomes a role, as {sentence}",
            "assumeRoleWithWebIdentity.webIdentityToken",
            assumeRoleWithWebIdentity=given,
        )
        for sentence, given in (
            ("the engine sends it", json.dumps({"webIdentityToken": "x"})),
            ("the program gives it", {"webIdentityToken": "x"}),
            ("it is not known yet", {"webIdentityToken": UNKNOWN}),
        )
    ),
    provider(
        "passing",
        "the file of a token, which is made at each run",
        assumeRoleWithWebIdentity=json.dumps({"webIdentityTokenFile": "f", "roleArn": "r"}),
    ),
    provider("null", "a null token", assumeRoleWithWebIdentity={"webIdentityToken": None}),
    Case(
        STATIC,
        "unknown",
        "how it becomes a role, later",
        PROVIDER,
        {"assumeRoleWithWebIdentity": UNKNOWN},
        waits_for=("assumeRoleWithWebIdentity",),
    ),
    provider("missing", "no credential"),
    provider("null", "a null credential", accessKey=None, secretKey=None, token=None),
    provider(
        "unknown",
        "that one is given is known",
        "accessKey",
        "secretKey",
        accessKey=UNKNOWN,
        secretKey="x",
    ),
    provider("secret", "also where it is marked", "secretKey", secretKey=marked("x")),
]

CASES = [*MARKED_CASES, *PLAIN_CASES, *STATIC_CASES]
