"""Rotation by command, for the person on call (`berthcare rotate`).

`rotatable`, `labels`, `standing`, `made_version` and `plan` decide without touching anything;
`rotated_secrets`, `completion`, `twilio_token` and `told_versions` read and write; `reading` puts
together where it stands, `waiting`, `proof` and `carrying_out` act, and `command` is the command
line, whose words are in `arguments`. What rotates is the function (functions/rotation).
"""
