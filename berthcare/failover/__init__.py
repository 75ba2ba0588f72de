"""Failover: another number serves, and the way back (`berthcare failover`).

`plan` decides without touching anything; `carrying_out` acts; `command` is the command line.
"""
