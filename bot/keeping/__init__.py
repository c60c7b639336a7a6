"""What the Slack side remembers between messages, a module a kind, all in one small SQLite file."""
