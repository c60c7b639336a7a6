"""Measures the page: `python -m tests.e2e.measure [seconds]`. Prints one line of JSON; asserts what must hold.

A thousand messages: from opening the page to the last one on screen, from a new message in the workspace to
its place on the screen, and the longest frame while scrolling through all of them. Then fifty events a second:
how many arrived, and whether in order, at an app over Socket Mode and at the page.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from playwright.sync_api import Browser, Page
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from tests.bot.sandbox.conftest import MANIFEST
from tests.e2e.conftest import DESKTOP, real_browser

MESSAGES = 1000
UPDATES = 20
EVENTS_A_SECOND = 50
SCROLL = """() => new Promise((done) => {
    const box = document.querySelector(".scroller");
    const frames = [];
    let before = performance.now();
    box.scrollTop = 0;
    const step = (now) => {
        frames.push(now - before);
        before = now;
        box.scrollTop += 400;
        if (box.scrollTop + box.clientHeight < box.scrollHeight - 1) requestAnimationFrame(step);
        else {
            const over50 = frames.filter((one) => one > 50).length;
            done({ frames: frames.length, longest: Math.max(...frames), over50 });
        }
    };
    requestAnimationFrame(step);
})"""
WATCH = """(text) => new Promise((done) => {
    const look = () => [...document.querySelectorAll(".message .text")].at(-1)?.textContent === text;
    const wait = () => (look() ? requestAnimationFrame(() => done(Date.now())) : setTimeout(wait, 1));
    wait();
})"""


def opened(browser: Browser, workspace: Workspace) -> tuple[Page, float]:
    page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    start = time.perf_counter()
    page.goto(f"{workspace.url}/?as=coordinator")
    page.locator(".message").filter(has_text=f"{MESSAGES - 1}番").wait_for()
    return page, time.perf_counter() - start


def thousand(browser: Browser) -> dict[str, Any]:
    with Workspace.from_manifest(MANIFEST, page=True) as workspace:
        sato = workspace.person("colleague")
        for number in range(MESSAGES):
            sato.say("協議体", f"{number}番 地域の**支え合い**について *話しました* :tea: https://example.com/{number}")
        first = min(_timed_open(browser, workspace) for _ in range(3))
        page, _ = opened(browser, workspace)
        updates = []
        for number in range(UPDATES):
            page.evaluate("(text) => { window.seen = (%s)(text); }" % WATCH, f"新着{number}")  # noqa: UP031 - braces
            said = time.time() * 1000
            sato.say("協議体", f"新着{number}")
            updates.append(page.evaluate("() => window.seen") - said)
        frames = page.evaluate(SCROLL)
        page.close()
    updates.sort()
    return {
        "first_paint_s": round(first, 2),
        "update_ms_median": round(updates[len(updates) // 2]),
        "update_ms_worst": round(updates[-1]),
        "scroll": {name: round(value) for name, value in frames.items()},
    }


def _timed_open(browser: Browser, workspace: Workspace) -> float:
    page, seconds = opened(browser, workspace)
    page.close()
    return seconds


def crowd(browser: Browser, seconds: float) -> dict[str, Any]:
    """Fifty messages a second by four people in turn."""
    with Workspace.from_manifest(MANIFEST, page=True) as workspace:
        heard: list[str] = []
        app = App(client=WebClient(workspace.bot_token, base_url=workspace.api_url), token_verification_enabled=False)
        app.event("message")(lambda event: heard.append(event["text"]))
        handler = SocketModeHandler(app, workspace.app_token)
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here
        workspace.wait_until_connected()
        page = browser.new_page()
        page.goto(f"{workspace.url}/?as=coordinator")
        page.get_by_role("log").wait_for()
        people = [workspace.person(key) for key in ("coordinator", "colleague", "admin", "visitor")]
        total, start = int(seconds * EVENTS_A_SECOND), time.perf_counter()
        for number in range(total):
            people[number % 4].say("協議体", str(number))
            time.sleep(max(0.0, start + (number + 1) / EVENTS_A_SECOND - time.perf_counter()))
        took = time.perf_counter() - start
        workspace.wait_for(lambda: len(heard) >= total, 30, "all events at the app")
        page.wait_for_function("(n) => document.querySelectorAll('.message').length === n", arg=total)
        shown = page.locator(".message .text").all_text_contents()
        sent = [str(number) for number in range(total)]
        order = [e.content["event"]["text"] for e in workspace.log if e.direction == "to_app" and e.kind == "message"]
        page.close()
        handler.close()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here
    return {
        "events": total,
        "seconds": round(took, 1),
        "lost_at_app": total - len(set(heard)),
        "sent_in_order": order == sent[-len(order) :],
        "lost_on_page": total - len(shown),
        "page_in_order": shown == sent,
    }


def main(seconds: float = 60.0) -> int:
    """Print the figures; returns 1 where there is no browser, or an event was lost or out of order."""
    with real_browser() as browser:
        if browser is None:
            sys.stderr.write("chromium is absent: apt-get install chromium\n")
            return 1
        events = crowd(browser, seconds)
        sys.stdout.write(f"{json.dumps({'thousand': thousand(browser), 'crowd': events})}\n")
    lost = events["lost_at_app"] or events["lost_on_page"]
    return 0 if not lost and events["sent_in_order"] and events["page_in_order"] else 1


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
