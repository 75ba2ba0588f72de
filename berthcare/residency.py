"""Where the product's data may be: the project's residency rule (PIPEDA accountability)."""

REGION = "ca-central-1"
"""The one AWS region that resources, state and keys live in."""

COUNTRY = "CA"
"""The one country that phone numbers are bought in (ISO 3166-1 alpha-2)."""
