"""The AWS gateway of the embedded cloud: what AWS does between a caller and a service.

A test double. It stands on loopback before MiniStack and makes true what MiniStack leaves out:
who calls, whether that caller may, and what CloudTrail, metric filters and alarms make of it.
`README.md` in this folder lists what it honours, from which source, and what it does not.
"""
