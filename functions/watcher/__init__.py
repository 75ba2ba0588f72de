"""The watcher: every five minutes it looks at Twilio and at the webhooks, and publishes what is.

It imports the standard library, boto3, urllib3 and, where errors are to be reported, sentry_sdk:
nothing else is in its package (components/function_package.py).
"""
