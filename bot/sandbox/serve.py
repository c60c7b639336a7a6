"""Runs a workspace with its page until it is interrupted: what a command line calls."""

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.driver import Workspace
from bot.sandbox.errors import SandboxError

PORT = 3100


def serve(
    manifest: Path,
    port: int = PORT,
    state: Path | None = None,
    *,
    say: Callable[[str], object] = lambda line: sys.stdout.write(f"{line}\n"),
    stop: threading.Event | None = None,
    on_ready: Callable[[Workspace], object] = lambda _workspace: None,
) -> int:
    """Serve the workspace of a manifest's app on `port` of this machine, and return the exit code.

    `state` names the file that keeps it; without one it lives in memory. `say` gets what a person has to
    know, the settings of the app included; `on_ready` gets the running workspace. Ends by SIGINT, SIGTERM
    or `stop`. What is wrong is said in a sentence, and 2 returned.
    """
    stop = stop or threading.Event()
    try:
        with Workspace.from_manifest(manifest, port=port, state_file=state, page=True, strict_rates=True) as workspace:
            for line in settings(workspace):
                say(line)
            on_ready(workspace)
            _wait(stop)
    except SandboxError as error:
        say(str(error))
        return 2
    return 0


def settings(workspace: Workspace) -> list[str]:
    """Return the address to open, and what an app needs to connect; these tokens are worth nothing elsewhere."""
    return [
        f"ブラウザで開いてください: {workspace.url}/",
        "アプリの設定（この作業場だけで使えます）:",
        f"  SLACK_API_URL={workspace.api_url}",
        f"  SLACK_BOT_TOKEN={workspace.bot_token}",
        f"  SLACK_APP_TOKEN={workspace.app_token}",
        f"  SLACK_SIGNING_SECRET={workspace.signing_secret}",
        "終えるには Ctrl+C を押してください。",
    ]


def _wait(stop: threading.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        stop.wait()
        return
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
