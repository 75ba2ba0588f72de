"""What of a stack's settings bears on its costs; neither engine nor credentials are needed."""

from dataclasses import dataclass
from pathlib import Path

from berthcare import emergency_address
from berthcare.configuration import Reader
from berthcare.cost.stack_file import StackFile
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.expected_use import ExpectedUse
from berthcare.monitoring_settings import MonitoringSettings
from berthcare.names import PROJECT
from berthcare.number_settings import NumberSettings
from berthcare.setting_keys import problems_with_keys


@dataclass(frozen=True, kw_only=True)
class Configured:
    """One environment, as its stack's file describes it."""

    environment: Environment
    expected_use: ExpectedUse
    serving_numbers: int
    backup_numbers: int
    has_emergency_address: bool
    use_subaccount: bool
    has_own_trail: bool
    has_fast_alarm: bool
    alert_emails: int
    log_retention_days: int

    @classmethod
    def load(cls, environment: Environment, folder: Path = Path()) -> "Configured":
        """Read the files of a stack. Raises `BerthcareError` that names each bad value."""
        file = StackFile.load(folder, environment)
        read = Reader(file, PROJECT)
        read.problems.extend(problems_with_keys(file.keys))
        numbers = NumberSettings.read(read)
        use_subaccount = read.flag("useSubaccount", default=True)
        monitoring = MonitoringSettings.read(read, environment, has_subaccount=use_subaccount)
        configured = cls(
            environment=environment,
            expected_use=ExpectedUse.read(read),
            serving_numbers=numbers.wanted - numbers.backups,
            backup_numbers=numbers.backups,
            has_emergency_address=file.is_set(emergency_address.KEY),
            use_subaccount=use_subaccount,
            has_own_trail=monitoring.trail_log_group is None,
            has_fast_alarm=monitoring.fast_alarm,
            alert_emails=len(monitoring.alert_emails),
            log_retention_days=monitoring.log_retention_days,
        )
        if read.problems:
            lines = "".join(f"\n  - {problem}" for problem in read.problems)
            raise BerthcareError(
                f"Pulumi.{environment}.yaml is refused.{lines}\n",
                "Mend the values above, then run the same command again.",
            )
        return configured
