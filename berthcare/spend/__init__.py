"""The month's spend and its hard limit, for the person on call (`berthcare spend`).

`lift`, `standing` and `plan` decide without touching anything; `stored_spend` and
`twilio_account` read and write; `reading` puts together where it stands, `carrying_out` acts,
`second_look` sees whether that lasts, `written_lines` knows what the audit log holds already, and
`command` is the command line, whose words are in `arguments`. What suspends at the limit is the
watcher (functions/watcher).
"""
