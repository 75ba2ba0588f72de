"""Cases of policies/rules/encryption.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

SECRET, KEY = "aws:secretsmanager/secret:Secret", "aws:kms/key:Key"
FUNCTION = "aws:lambda/function:Function"
KEY_ID = "00000000-0000-0000-0000-000000000000"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}"
OF_AWS = f"{KEYS}:alias/aws/lambda"

VAULTS, ROTATES, VARIABLES = "secret-cmk", "kms-rotation", "lambda-env-cmk"


def vault(kind: Kind, sentence: str, key: Any, *finds: str, **expected: Any) -> Case:
    return Case(VAULTS, kind, sentence, SECRET, {"kmsKeyId": key}, finds=finds, **expected)


def key(kind: Kind, sentence: str, *finds: str, waits_for: Any = (), **changes: Any) -> Case:
    """Make the case of a key that rotates, with these inputs changed."""
    props = {"enableKeyRotation": True, **changes}
    return Case(ROTATES, kind, sentence, KEY, props, finds=finds, waits_for=waits_for)


def function(kind: Kind, sentence: str, *finds: str, waits_for: Any = (), **inputs: Any) -> Case:
    return Case(VARIABLES, kind, sentence, FUNCTION, inputs, finds=finds, waits_for=waits_for)


def variables(**values: Any) -> dict[str, Any]:
    return {"variables": values}


VAULT_CASES = [
    vault("passing", "a key by its id", KEY_ID),
    vault("passing", "a key by its ARN", f"{KEYS}:key/{KEY_ID}"),
    vault("passing", "an alias of our own", "alias/berthcare-twilio"),
    vault("passing", "an alias of our own by its ARN", f"{KEYS}:alias/aws-like"),
    *(
        vault("failing", f"the key of AWS as {alias}", alias, f"kmsKeyId[{alias}]")
        for alias in (
            "alias/aws/secretsmanager",
            "aws/secretsmanager",
            f"{KEYS}:alias/aws/secretsmanager",
        )
    ),
    vault("failing", "an empty text", "", "kmsKeyId"),
    Case(VAULTS, "missing", "no key", SECRET, {"name": "s"}, finds=("kmsKeyId",)),
    vault("null", "a null key", None, "kmsKeyId"),
    vault("unknown", "a key that is not made yet", UNKNOWN, waits_for=("kmsKeyId",)),
    Case(
        VAULTS,
        "unknown",
        "no key for a secret whose name is not known",
        SECRET,
        {"name": UNKNOWN},
        finds=("kmsKeyId",),
    ),
    vault(
        "secret",
        "the key of AWS, marked secret",
        marked("alias/aws/secretsmanager"),
        "kmsKeyId[secret]",
    ),
]

KEY_CASES = [
    key("passing", "a key that rotates"),
    key("passing", "a key that rotates every year", rotationPeriodInDays=365.0),
    key("passing", "a symmetric key by its name", customerMasterKeySpec="SYMMETRIC_DEFAULT"),
    *(
        key("passing", f"a key that cannot rotate: {spec}", enableKeyRotation=None, **inputs)
        for spec, inputs in (
            ("RSA", {"customerMasterKeySpec": "RSA_4096"}),
            ("ECC", {"customerMasterKeySpec": "ECC_NIST_P256"}),
            ("HMAC", {"customerMasterKeySpec": "HMAC_256", "keyUsage": "GENERATE_VERIFY_MAC"}),
            ("in a store of our own", {"customKeyStoreId": "cks-0"}),
            ("in a store outside", {"customKeyStoreId": "cks-0", "xksKeyId": "x"}),
        )
    ),
    Case(ROTATES, "passing", "imported material", "aws:kms/externalKey:ExternalKey", {}),
    key("failing", "a key that does not rotate", "enableKeyRotation", enableKeyRotation=False),
    key(
        "failing",
        "a key that rotates in a year and a day",
        "rotationPeriodInDays[366]",
        rotationPeriodInDays=366.0,
    ),
    *(
        key(
            "failing",
            f"{period!r} for a period",
            "rotationPeriodInDays",
            rotationPeriodInDays=period,
        )
        for period in ("365", "", True, [365.0])
    ),
    key(
        "passing",
        "a text for the period of a key that cannot rotate",
        enableKeyRotation=None,
        rotationPeriodInDays="x",
        customerMasterKeySpec="RSA_4096",
    ),
    Case(ROTATES, "missing", "nothing said", KEY, {}, finds=("enableKeyRotation",)),
    key("null", "null", "enableKeyRotation", enableKeyRotation=None),
    key("null", "a null period", rotationPeriodInDays=None),
    key(
        "unknown",
        "whether it rotates, later",
        enableKeyRotation=UNKNOWN,
        waits_for=("enableKeyRotation",),
    ),
    key(
        "unknown",
        "a period that is too long beside what is not known",
        "rotationPeriodInDays[400]",
        enableKeyRotation=UNKNOWN,
        rotationPeriodInDays=400.0,
        waits_for=("enableKeyRotation",),
    ),
    key(
        "unknown",
        "no rotation beside a period that is not known",
        "enableKeyRotation",
        enableKeyRotation=False,
        rotationPeriodInDays=UNKNOWN,
        waits_for=("rotationPeriodInDays",),
    ),
    key(
        "unknown",
        "a kind of key that is not known",
        enableKeyRotation=False,
        customerMasterKeySpec=UNKNOWN,
        waits_for=("customerMasterKeySpec",),
    ),
    key("secret", "off, marked secret", "enableKeyRotation", enableKeyRotation=marked(False)),
    key(
        "secret",
        "a long period, marked secret",
        "rotationPeriodInDays[secret]",
        rotationPeriodInDays=marked(400.0),
    ),
]

FUNCTION_CASES = [
    function(
        "passing",
        "variables under a key of our own",
        environment=variables(A="x"),
        kmsKeyArn=f"{KEYS}:key/0",
    ),
    function("passing", "no variables", environment=variables()),
    function("failing", "variables and no key", "kmsKeyArn", environment=variables(A="x")),
    function(
        "failing",
        "variables under the key of AWS",
        f"kmsKeyArn[{OF_AWS}]",
        environment=variables(A="x"),
        kmsKeyArn=OF_AWS,
    ),
    function("missing", "no environment"),
    function("null", "a null environment", environment=None),
    function("null", "null variables", environment={"variables": None}),
    function("null", "a null key", "kmsKeyArn", environment=variables(A="x"), kmsKeyArn=None),
    function("unknown", "an environment later", environment=UNKNOWN, waits_for=("environment",)),
    function(
        "unknown",
        "a key later",
        environment=variables(A="x"),
        kmsKeyArn=UNKNOWN,
        waits_for=("kmsKeyArn",),
    ),
    function(
        "unknown",
        "no key for a variable that is not known",
        "kmsKeyArn",
        environment=variables(A=UNKNOWN),
    ),
    function(
        "secret",
        "variables that are marked secret, and no key",
        "kmsKeyArn",
        environment={"variables": marked({"A": "x"})},
    ),
    function(
        "secret",
        "the key of AWS, marked secret",
        "kmsKeyArn[secret]",
        environment=variables(A="x"),
        kmsKeyArn=marked(OF_AWS),
    ),
]

CASES = [*VAULT_CASES, *KEY_CASES, *FUNCTION_CASES]
