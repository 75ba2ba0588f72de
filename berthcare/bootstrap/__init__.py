"""What an account needs before its first deployment, made once (`berthcare bootstrap`).

The program that makes it is the folder `bootstrap/`. `held_state`, `standing`, `creations`,
`stack_file` and `next_steps` decide without touching anything; `account_reading` asks AWS,
`workspace` is the folder that an unfinished run needs, `owner` the account that it is of, and
`account_stack` has the engine work. `planning` puts together what is to be done, `migration` brings
the state into the bucket, `report` is what is told, `session` is one run, and `command` is the
command line, whose words are in `arguments` (docs/adr/0039).
"""
