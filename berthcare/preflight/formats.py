"""Whether the stack's configuration is one that the program takes."""

from collections.abc import Mapping

from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.monitoring_settings import MonitoringSettings
from berthcare.names import PROJECT
from berthcare.preflight.reading import NotRead
from berthcare.setting_keys import KeysOfStack
from berthcare.settings import Settings, SettingsError

NAME = "formats"


def settings_of(
    environment: Environment,
    configuration: Mapping[str, Configured],
    environ: Mapping[str, str],
) -> Settings:
    """Load the settings as the program will. Raises `SettingsError` with every problem."""
    return Settings.load(
        stack=environment.value,
        configuration=values_of(configuration, PROJECT),
        aws_configuration=values_of(configuration, "aws"),
        environ=environ,
        keys=KeysOfStack(
            every=configuration.keys(),
            secret=[key for key, entry in configuration.items() if entry.secret],
        ),
    )


def known_settings(
    environment: Environment,
    configuration: Mapping[str, Configured],
    environ: Mapping[str, str],
) -> Settings:
    """Load the settings for another check. Raises `NotRead` where they are refused."""
    try:
        return settings_of(environment, configuration, environ)
    except SettingsError:
        raise NotRead("The configuration") from None


def values_of(configuration: Mapping[str, Configured], namespace: str) -> dict[str, str]:
    """Return the values of one namespace, by the key without it."""
    return {
        key.partition(":")[2]: entry.value
        for key, entry in configuration.items()
        if key.partition(":")[0] == namespace and entry.value is not None
    }


def check(
    environment: Environment,
    configuration: Mapping[str, Configured],
    environ: Mapping[str, str],
) -> list[Finding]:
    """Tell every problem, or how many values are well."""
    try:
        settings = settings_of(environment, configuration, environ)
    except SettingsError as refused:
        return findings_of_problems(NAME, refused)
    if environment is Environment.PRODUCTION and not _wakes_somebody(settings.monitoring):
        return [_NOBODY_HEARS]
    count = len(values_of(configuration, PROJECT))
    return [Finding(NAME, Verdict.WELL, f"All {count} settings of {environment} are well formed.")]


def _wakes_somebody(monitoring: MonitoringSettings) -> bool:
    return bool(monitoring.alert_emails or monitoring.alert_urls)


_NOBODY_HEARS = Finding(
    NAME,
    Verdict.ATTENTION,
    f"{PROJECT}:alertEmails: names nobody, so no person hears production's alarms.",
    "Type: pulumi config set --path 'alertEmails[0]' ADDRESS --stack production",
)


def findings_of_problems(name: str, refused: SettingsError) -> list[Finding]:
    """Return a finding of each problem with the settings."""
    return [
        Finding(name, Verdict.FAILED, f"{one.field}: {one.shown} must {one.rule}.", one.remedy)
        for one in refused.problems
    ]
