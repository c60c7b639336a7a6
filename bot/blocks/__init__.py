"""From values to Block Kit. Pure: nothing in here reads, writes or calls Slack."""
