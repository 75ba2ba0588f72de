"""The settings of the phone numbers: which ones, where they are looked for, what they may cost."""

from dataclasses import dataclass

from berthcare import numbering
from berthcare.configuration import Reader
from berthcare.emergency_address import EmergencyAddress
from berthcare.problems import Problem

DEFAULT_AREA_CODES = ("416", "647", "437")
BACKUP_NUMBERS = range(11)
MAX_NUMBERS = range(1, 1001)
MONTHLY_SPEND_USD = range(1, 100_001)
MINIMUM_BALANCE_USD = range(100_001)
_LONGEST_LOCALITY = 64


@dataclass(frozen=True, kw_only=True)
class NumberSettings:
    """Which numbers an environment has. What a number is looked for by is used once, to buy it."""

    area_codes: tuple[str, ...]
    """Canadian area codes to search, the preferred one first."""
    locality: str | None
    """A town to search where the area codes have nothing left."""
    region: str | None
    """A province or territory to search after that, by its two letters."""
    anywhere: bool
    """At last, any Canadian number will do."""
    voice: str | None
    """An E.164 number already owned, to adopt; `None` buys one."""
    sms: str | None
    single: bool
    """One number serves both voice and SMS."""
    backups: int
    """How many more numbers stand by for a failover."""
    max_numbers: int
    """The most numbers that the environment may own; a purchase above it is refused."""
    monthly_spend_limit_usd: int
    """No number is bought that would lift the month's spend above it."""
    minimum_balance_usd: int
    """No number is bought that would bring the balance below it."""
    emergency_address: EmergencyAddress | None

    @property
    def wanted(self) -> int:
        """How many numbers the stack asks for."""
        return (1 if self.single else 2) + self.backups

    @classmethod
    def read(cls, read: Reader) -> "NumberSettings":
        """Read the settings; `read` remembers every problem."""
        settings = cls(
            area_codes=read.texts(
                "areaCodes",
                numbering.problem_with_area_code,
                default=DEFAULT_AREA_CODES,
                example="[416, 647]",
            ),
            locality=read.text("numberLocality", _problem_with_locality),
            region=read.text("numberRegion", _problem_with_region),
            anywhere=read.flag("anyCanadianNumber", default=False),
            voice=read.text("voiceNumber", numbering.problem_with_number),
            sms=read.text("smsNumber", numbering.problem_with_number),
            single=read.flag("singleNumber", default=False),
            backups=read.whole("backupNumbers", default=1, allowed=BACKUP_NUMBERS, unit="numbers"),
            max_numbers=read.whole("maxNumbers", default=10, allowed=MAX_NUMBERS, unit="numbers"),
            monthly_spend_limit_usd=read.whole(
                "monthlySpendLimit", default=1000, allowed=MONTHLY_SPEND_USD, unit="US dollars"
            ),
            minimum_balance_usd=read.whole(
                "minimumBalance", default=10, allowed=MINIMUM_BALANCE_USD, unit="US dollars"
            ),
            emergency_address=EmergencyAddress.read(read),
        )
        settings._judge_adoption(read)
        settings._judge_count(read)
        return settings

    def _judge_adoption(self, read: Reader) -> None:
        """Refuse two adopted numbers where one is to serve both."""
        if self.single and self.sms not in (None, self.voice):
            read.refuse(
                "smsNumber",
                self.sms,
                "be left out, or equal voiceNumber, while singleNumber is true",
                "Type: pulumi config rm smsNumber",
            )
        elif not self.single and self.voice == self.sms is not None:
            read.refuse(
                "smsNumber",
                self.sms,
                "differ from voiceNumber, or singleNumber must say that one serves both",
                "Type: pulumi config set singleNumber true",
            )

    def _judge_count(self, read: Reader) -> None:
        """Refuse a limit that the stack's own numbers would pass: half of them would be bought."""
        if self.max_numbers < self.wanted:
            read.refuse(
                "maxNumbers",
                str(self.max_numbers),
                f"be {self.wanted} at least: the stack asks for {self.wanted - self.backups} and "
                f"{self.backups} in reserve",
                f"Type: pulumi config set maxNumbers {self.wanted}   (or fewer backupNumbers)",
            )


def _problem_with_locality(field: str, text: str) -> Problem | None:
    if len(text) <= _LONGEST_LOCALITY and text == text.strip() and not text.isdecimal():
        return None
    rule = f"be a town's name, {_LONGEST_LOCALITY} characters at most"
    return Problem(field, text, rule, "Type: pulumi config set numberLocality Toronto")


def _problem_with_region(field: str, text: str) -> Problem | None:
    if text in numbering.PROVINCES:
        return None
    rule = f"be a province or territory: {', '.join(numbering.PROVINCES)}"
    return Problem(field, text, rule, "Type: pulumi config set numberRegion ON")
