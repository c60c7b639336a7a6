"""From passages to an answer: which lines say it, and whether the documents say it at all."""
