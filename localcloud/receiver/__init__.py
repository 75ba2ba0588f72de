"""Stand-in for the BerthCare backend: takes Twilio's webhooks and verifies their signatures.

It reads the auth token as the backend does (the backend's role, Secrets Manager), so a delivery
that it accepts proves the whole path: number, webhook, signature, role, secret, key. It verifies
with what this project gives the backend, `berthcare.webhook_verifier`.
"""
