"""The record of community resources: what is noted, kept, found, handed on and forgotten again."""
