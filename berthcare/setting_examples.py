"""A good value for each setting, for docs/configuration.md, and some that exclude each other.

Lists and objects are set item by item. All of them together make a configuration that is accepted,
with a SID in the place of its variable (tests/unit/test_configuration_page.py).
"""

from collections.abc import Mapping

from berthcare.number_settings import DEFAULT_AREA_CODES

Example = str | list[str] | dict[str, str]

_ACCOUNT, _VOICE, _SMS = "AC" + "0" * 32, "+14165550123", "+16475550123"
EXAMPLES: Mapping[str, Example] = {
    "apiBaseUrl": "https://api-staging.berthcare.ca",
    "areaCodes": [*DEFAULT_AREA_CODES],
    "voiceNumber": _VOICE,
    "smsNumber": _SMS,
    "numberLocality": "Toronto",
    "numberRegion": "ON",
    "anyCanadianNumber": "true",
    "singleNumber": "false",
    "backupNumbers": "2",
    "maxNumbers": "5",
    "monthlySpendLimit": "500",
    "hardLimit": "dry-run",
    "minimumBalance": "20",
    "emergencyAddress": {
        "customerName": "BerthCare Inc.",
        "street": "100 Queen Street West",
        "city": "Toronto",
        "region": "ON",
        "postalCode": "M5H 2N2",
    },
    "expectedUse": {
        "calls": "100",
        "minutesPerCall": "2",
        "texts": "500",
        "secretCalls": "1000",
    },
    "useSubaccount": "true",
    "twilioSubaccountSid": "$TWILIO_SUBACCOUNT_SID",
    "backendRoleArn": "arn:aws:iam::123456789012:role/berthcare-backend",
    "deployers": ["role/berthcare-deployer"],
    "previewers": ["role/berthcare-preview"],
    "permissionsBoundary": "policy/berthcare-workload-boundary",
    "alertEmails": ["nurse-desk@example.ca", "on-call@example.ca"],
    "alertUrls": ["https://chat.example.ca/hooks/alarms"],
    "recoveryWindowDays": "7",
    "logRetentionDays": "731",
    "trailLogGroup": "/aws/cloudtrail/organization",
    "fastAlarm": "true",
    "runbooksUrl": "https://git.example.ca/berthcare/docs/runbooks",
}
"""A value that starts with `$` is a variable of the shell: no SID is made up."""

TOGETHER: tuple[Mapping[str, str], ...] = (
    {"singleNumber": "true", "voiceNumber": _VOICE, "smsNumber": _SMS},
    {"voiceNumber": _VOICE, "smsNumber": _VOICE},
    {"maxNumbers": "2"},
    {"useSubaccount": "false", "hardLimit": "suspend"},
    {"useSubaccount": "false", "twilioSubaccountSid": "AC" + "1" * 32},
    {"twilioSubaccountSid": _ACCOUNT},
    {"previewers": '["role/berthcare-deployer"]'},
)
"""Values that are good alone and not together."""
