"""The Twilio dynamic provider. Module paths are a contract with the state: never rename one."""
