"""The workspace in a browser: a page of plain modules, and the WebSocket that keeps it up to date."""
