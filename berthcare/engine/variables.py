"""Variables by which the engine is told what its commands have no option for."""

POLICY_PACK = "PULUMI_OPTION_POLICY_PACK"
"""The folder of the pack that judges each preview and update, `--policy-pack` or not."""
STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
"""With `--json`: one event a line, as it comes (`pulumi preview --help`)."""
