"""Composition objects: texts, options, confirmation dialogs, filters."""

from bot.sandbox.block_rules.schema import (
    Rule,
    anything,
    boolean,
    every,
    exactly_one,
    items,
    one_of,
    record,
    string,
    variants,
)

URL = string(3000, pattern=r"(?s)[a-zA-Z][a-zA-Z0-9+.\-]*:.+")
ACTION_ID = string(255)
BLOCK_ID = string(255, shortest=0)
DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
TIME = string(5, pattern=r"\d{2}:\d{2}")
TYPE: Rule = anything


def plain_text(longest: int) -> Rule:
    """Accept a plain_text object of 1 to `longest` characters."""
    return variants(
        {"plain_text": record({"type": TYPE, "text": string(longest)}, {"emoji": boolean})},
    )


def any_text(longest: int) -> Rule:
    """Accept a plain_text or mrkdwn object of 1 to `longest` characters."""
    return variants(
        {
            "plain_text": record({"type": TYPE, "text": string(longest)}, {"emoji": boolean}),
            "mrkdwn": record({"type": TYPE, "text": string(longest)}, {"verbatim": boolean}),
        },
    )


def option(value_longest: int = 150, formatted: bool = False) -> Rule:
    """Accept an option: text of 75 characters and a value; `formatted` lets the text be mrkdwn."""
    text = any_text(75) if formatted else plain_text(75)
    return record(
        {"text": text, "value": string(value_longest)},
        {"description": any_text(75) if formatted else plain_text(75), "url": URL},
    )


OPTION = option()
OPTION_GROUP = record({"label": plain_text(75), "options": items(OPTION, 100)})
CHOICES = every(exactly_one("options", "option_groups"))
CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH = record(
    {},
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = record({}, {"id": string(255), "url": URL})
