"""Keep-alive: idle numbers get enough texts to stay ours (`berthcare keep-alive`).

`errands` decides without touching anything; `twilio_texts` reads and sends; `command` is the
command line.
"""
