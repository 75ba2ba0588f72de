"""How long a month is here."""

DAYS_A_MONTH = 30
HOURS_A_MONTH = DAYS_A_MONTH * 24
