"""Slack's rules for Block Kit, checked without any server: values in, faults out."""

from bot.sandbox.block_rules.schema import Fault
from bot.sandbox.block_rules.surfaces import message_faults, text_length, view_faults

__all__ = ["Fault", "message_faults", "text_length", "view_faults"]
