"""The same program without an engine: registered in this process, done on the embedded cloud.

For machines where no Pulumi engine can be had. It is a rehearsal and calls itself one.
"""
