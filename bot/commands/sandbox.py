"""`tsunagi sandbox`: the local Slack workspace alone, for any Bolt app."""

from __future__ import annotations

import argparse

from bot.sandbox.serve import serve
from bot.settings import Settings
from bot.wiring import manifest


def run(settings: Settings, options: argparse.Namespace) -> int:  # noqa: ARG001 - every command has this shape
    """Serves the workspace of a manifest's app until it is interrupted."""
    return serve(options.manifest or manifest(), options.port, options.state)
