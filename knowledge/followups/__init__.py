"""Questions that lean on what was said before, and which words of a conversation are meant for the bot."""
