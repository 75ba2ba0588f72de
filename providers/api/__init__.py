"""How the providers speak with Twilio: credentials, client, errors, the mark of a resource."""
