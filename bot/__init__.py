"""The chat bot: Slack in front, the command line beside it."""
