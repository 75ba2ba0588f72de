"""The writable fields of an owned number, their defaults and how they act on one another.

Sources: the IncomingPhoneNumber resource of Twilio's OpenAPI description (fields, defaults,
TrunkSid against VoiceApplicationSid) and Twilio's error dictionary (codes).
"""

import re
from collections.abc import Mapping

from localcloud.twilio.errors import bad_request
from localcloud.twilio.resources.fields import boolean, check_method, check_url, friendly_name

Settings = dict[str, str | bool | None]

_URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
}
_METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
_SIDS = {
    "VoiceApplicationSid": ("voice_application_sid", "AP", 21420),
    "SmsApplicationSid": ("sms_application_sid", "AP", 21420),
    "TrunkSid": ("trunk_sid", "TK", 20001),
    "BundleSid": ("bundle_sid", "BU", 20001),
    "IdentitySid": ("identity_sid", "RI", 20001),
    "AddressSid": ("address_sid", "AD", 21628),
    "EmergencyAddressSid": ("emergency_address_sid", "AD", 21628),
}


def defaults(national_format: str) -> Settings:
    """Return the settings of a number just bought with nothing said."""
    settings: Settings = {"friendly_name": national_format}
    settings.update(dict.fromkeys(_URLS.values(), ""))
    settings.update(dict.fromkeys(_METHODS.values(), "POST"))
    settings.update(dict.fromkeys((name for name, _, _ in _SIDS.values()), None))
    settings.update(voice_caller_id_lookup=False, voice_receive_mode="voice")
    return settings


def merged(settings: Settings, form: Mapping[str, str]) -> Settings:
    """Return `settings` after a create or an update with `form`.

    A field that is not sent stays; an empty one is cleared; an unknown one is ignored (warning
    20001). Raises `TwilioApiError` and leaves `settings` as they were when a field is refused.
    """
    result = dict(settings)
    result["friendly_name"] = friendly_name(form, str(settings["friendly_name"]))
    for parameter, name in _URLS.items():
        if parameter in form:
            if form[parameter]:
                check_url(form[parameter])
            result[name] = form[parameter]
    for parameter, name in _METHODS.items():
        if parameter in form:
            check_method(form[parameter])
            result[name] = form[parameter]
    _merge_sids(result, form)
    _merge_voice_options(result, form)
    _check_fallbacks(result)
    return result


def _merge_sids(result: Settings, form: Mapping[str, str]) -> None:
    for parameter, (name, prefix, code) in _SIDS.items():
        if parameter not in form:
            continue
        sid = form[parameter]
        if sid and not re.fullmatch(f"{prefix}[0-9a-fA-F]{{32}}", sid):
            raise bad_request(code, f"{parameter} is not a valid {prefix} SID")
        result[name] = sid or None
    # Setting the one removes the other; of two sent together the trunk stays (not in a source).
    if form.get("TrunkSid"):
        result["voice_application_sid"] = None
    elif form.get("VoiceApplicationSid"):
        result["trunk_sid"] = None


def _merge_voice_options(result: Settings, form: Mapping[str, str]) -> None:
    if "VoiceCallerIdLookup" in form:
        result["voice_caller_id_lookup"] = boolean(form["VoiceCallerIdLookup"])
    if "VoiceReceiveMode" in form:
        mode = form["VoiceReceiveMode"]
        if mode not in ("voice", "fax"):
            raise bad_request(20001, "VoiceReceiveMode must be voice or fax")
        result["voice_receive_mode"] = mode


def _check_fallbacks(settings: Settings) -> None:
    if settings["voice_fallback_url"] and not settings["voice_url"]:
        raise bad_request(21405, "Cannot set VoiceFallbackUrl without setting VoiceUrl")
    if settings["sms_fallback_url"] and not settings["sms_url"]:
        raise bad_request(21406, "Cannot set SmsFallbackUrl without setting SmsUrl")
