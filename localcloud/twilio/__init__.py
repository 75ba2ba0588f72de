"""A stateful emulator of the parts of Twilio's REST API that the program uses. A test double.

It listens on loopback only. README.md lists what it honours, from which source, and what not.
"""
