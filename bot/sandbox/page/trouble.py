"""The panel of faults: each switch by its name, on or off."""

from bot.sandbox.errors import PersonError
from bot.sandbox.state import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bot.sandbox.driver import Workspace

SLOW_SECONDS = 2.0
POSTING = ("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.startStream", "response_url")
WAIT_SECONDS = 5  # what Retry-After says
UNTIL_LIFTED = 1_000_000_000
SKIPPED_SECONDS = 1800.0  # enough for response URLs and triggers to expire


def switches(workspace: "Workspace") -> Json:
    """Return every switch and whether it is on."""
    faults = workspace.core.faults
    planned = faults.planned(POSTING[0])
    return {
        "slow": faults.delay > 0,
        "redeliver": faults.repeat_events,
        "ratelimited": planned is not None and planned.status == 429,
        "broken": planned is not None and planned.status != 429,
        "refuse": faults.refuse_connections,
        "strict": workspace.core.rates.strict,
    }


def switch(workspace: "Workspace", name: str, on: bool) -> None:
    """Turn a switch. Raises PersonError for one that does not exist."""
    faults = workspace.core.faults
    if name == "slow":
        faults.delay = SLOW_SECONDS if on else 0.0
    elif name == "redeliver":
        faults.repeat_events = on
    elif name == "refuse":
        faults.refuse_connections = on
    elif name == "strict":
        workspace.core.rates.strict = on
    elif name in ("ratelimited", "broken"):
        _posting(workspace, name, on)
    else:
        raise PersonError(f"There is no switch {name!r}.")


def _posting(workspace: "Workspace", name: str, on: bool) -> None:
    faults = workspace.core.faults
    for method in POSTING:
        faults.lift(method)
        if on and name == "ratelimited":
            faults.rate_limit(method, UNTIL_LIFTED, WAIT_SECONDS)
        elif on:
            faults.fail(method, UNTIL_LIFTED)


async def once(workspace: "Workspace", name: str) -> None:
    """Do something that happens once. Raises PersonError for what does not exist."""
    if name == "warn":
        await workspace.refresh_connections(warning=True)
    elif name == "disconnect":
        await workspace.refresh_connections(warning=False)
    elif name == "drop":
        await workspace.cut_connections()
    elif name == "later":
        workspace.clock.advance(SKIPPED_SECONDS)
    else:
        raise PersonError(f"There is no trouble {name!r}.")
