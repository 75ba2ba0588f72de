"""What Twilio's error codes mean here, and what to do (twilio.com/docs/api/errors, and its pages).

A code refines an HTTP status and never contradicts it. Statuses that no page tells are taken for
400, the class of every refused request that was seen (reference: docs/errors of each code).
"""

from dataclasses import dataclass

NUMBER_TAKEN = 21422
"""The number is not available to this account: somebody else has it, or it is reserved."""


@dataclass(frozen=True)
class Meaning:
    """What a code means to whoever deploys, the remedy, and the HTTP status it comes with."""

    text: str
    remedy: str
    status: int = 400


MEANINGS: dict[int, Meaning] = {
    10001: Meaning(
        "the account is not active",
        "See the account's status in the Twilio Console. Resume it there, then type: pulumi up",
        status=403,
    ),
    10002: Meaning(
        "a trial account may not do this",
        "Upgrade the account in the Twilio Console, then run the same command again.",
    ),
    20005: Meaning(
        "the account is not active",
        "See the account's status in the Twilio Console. Resume it there, then type: pulumi up",
        status=403,
    ),
    20008: Meaning(
        "these are Twilio's test credentials, which cannot read or keep a number",
        "Use the live account SID and auth token of the environment's account.",
        status=403,
    ),
    20403: Meaning(
        "the account may not do this; it may be suspended or closed",
        "See the account's status in the Twilio Console. Resume it there, then type: pulumi up",
        status=403,
    ),
    21402: Meaning(
        "a webhook's URL is not absolute or not valid",
        "Correct apiBaseUrl. Type: pulumi config set apiBaseUrl https://…",
    ),
    21403: Meaning(
        "a webhook's method is neither GET nor POST",
        "Correct apiBaseUrl. Type: pulumi config set apiBaseUrl https://…",
    ),
    21404: Meaning(
        "a trial account is allowed one number only",
        "Upgrade the account in the Twilio Console, then run the same command again.",
    ),
    21405: Meaning(
        "a voice fallback URL stands without a voice URL",
        "Set voice_url beside voice_fallback_url.",
    ),
    21406: Meaning(
        "an SMS fallback URL stands without an SMS URL",
        "Set sms_url beside sms_fallback_url.",
    ),
    21421: Meaning(
        "the phone number is invalid",
        "Type it as +1, a Canadian area code and seven digits, for example +14165550100.",
    ),
    NUMBER_TAKEN: Meaning(
        "the number is not available: somebody else has it, or it is reserved",
        "Choose another number, or leave `adopt` out to let the program find one.",
    ),
    21451: Meaning(
        "the area code is not valid",
        "Correct it. Type: pulumi config set --path 'areaCodes[0]' 416",
    ),
    21452: Meaning(
        "no number is available in this area code",
        "Add another area code. Type: pulumi config set --path 'areaCodes[0]' 437",
    ),
    21470: Meaning(
        "the SID of the account that is to receive the number is not valid",
        "Correct it. Type: pulumi config set twilioSubaccountSid AC…",
    ),
    21471: Meaning(
        "the account that is to receive the number does not exist",
        "Correct it. Type: pulumi config set twilioSubaccountSid AC…",
    ),
    21472: Meaning(
        "the subaccount that is to receive the number is not active",
        "Resume the subaccount in the Twilio Console, then run the same command again.",
    ),
    21473: Meaning(
        "the two accounts are not related",
        "Move numbers only between a parent account and its subaccounts.",
    ),
    21474: Meaning(
        "only the parent account may move a number",
        "Give the parent account's credentials: twilioAccountSid and twilioAuthToken.",
    ),
    21475: Meaning(
        "an account's status can be active, suspended or closed only",
        "Set `status` to active or suspended, or leave it out, and type: pulumi up",
    ),
    21476: Meaning(
        "the main account is suspended, and its subaccounts with it",
        "Resume the main account first: the Twilio Console says why it is suspended. Then "
        "type: pulumi up",
    ),
    21477: Meaning(
        "this is a main account, whose status cannot be set",
        "Name a subaccount of it. Type: pulumi config set twilioSubaccountSid AC…",
    ),
    21478: Meaning(
        "Twilio itself has suspended the subaccount, and only Twilio can resume it",
        "Ask Twilio support why. Until then leave `status` out and type: pulumi up",
    ),
    21479: Meaning(
        "the subaccount is closed, which is final",
        "Let Pulumi see it, then create a new one. Type: pulumi refresh && pulumi up",
    ),
    21480: Meaning(
        "the main account has as many subaccounts as it may (1,000; a trial account one)",
        "Take an unused one over. Type: pulumi config set twilioSubaccountSid AC…   (or ask "
        "Twilio support for more, or upgrade the trial account)",
    ),
    21613: Meaning(
        "the account that is to hold the number has no address on file",
        "Add an address to that account in the Twilio Console, then run the same command again.",
    ),
    21615: Meaning(
        "the number needs an address in its own town",
        "Give the number an address. Type: pulumi config set --path emergencyAddress.street … "
        "(and the rest of the address), or search elsewhere: pulumi config set numberRegion "
        "ON",
    ),
    21628: Meaning(
        "the address is not valid",
        "Compare it with Canada Post's address finder, and correct emergencyAddress.",
    ),
    21629: Meaning(
        "Twilio suggests another form of the address",
        "Take the suggestion over into emergencyAddress.",
    ),
    21631: Meaning(
        "the number needs a registered address",
        "Give the number an address. Type: pulumi config set --path emergencyAddress.street … "
        "(and the rest of the address), or search elsewhere: pulumi config set numberRegion "
        "ON",
    ),
    21649: Meaning(
        "the number needs a regulatory bundle",
        "Twilio asks for documents there. Search in another area code: pulumi config set "
        "--path 'areaCodes[0]' 437",
    ),
    21650: Meaning(
        "the number needs a verified identity",
        "Twilio asks for documents there. Search in another area code: pulumi config set "
        "--path 'areaCodes[0]' 437",
    ),
    21651: Meaning(
        "the identity document does not satisfy the number's rules",
        "Twilio asks for documents there. Search in another area code: pulumi config set "
        "--path 'areaCodes[0]' 437",
    ),
    22300: Meaning(
        "this account is restricted from buying numbers",
        "Ask Twilio support to lift the restriction.",
    ),
    70004: Meaning(
        "the credentials lack the permission for this",
        "Use the account SID and auth token of the account itself, not a restricted API key.",
        status=401,
    ),
    90010: Meaning(
        "the account is not active",
        "See the account's status in the Twilio Console. Resume it there, then type: pulumi up",
        status=403,
    ),
}
