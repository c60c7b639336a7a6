"""What the bot knows: passages, answers with their source, and how they are found."""
