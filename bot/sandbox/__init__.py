"""A Slack workspace on this machine: Web API, Socket Mode, HTTP delivery, and people to drive it.

Speaks Slack's protocol to an unmodified Slack app. Start with `bot.sandbox.driver.Workspace`.
"""
