"""One file a feature: a Slack payload in, accepted work out; later the work itself, off Slack's threads."""
