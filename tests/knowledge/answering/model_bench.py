"""`make bench`: what an answer in plain words takes beyond the model's own time, in one run.

The model is LangChain's real OpenAI client against a provider on this machine that answers at once. Its own time is the
same request again, by the client alone; what is left is ours: finding, quoting, prompting, proving.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from knowledge.answering.generative import GenerativeAnswerer
from knowledge.answering.model import Prompt
from knowledge.answering.patience import PatientModel
from knowledge.answering.statements import SCHEMA
from tests.bot.commands import put_sample
from tests.knowledge.answering.provider import ScriptedProvider
from tests.knowledge.answering.test_generative import DEFINED, WHO_SETS_UP, Counter, reply

RUNS = 60
SECTIONS = ("### 5-1 協議体とは", "### 5-2 協議体の七つの役割", "### 5-3 協議体は決定や承認の機関ではない")
QUESTIONS = ("協議体とは何ですか", "協議体は誰が設けますか", "協議体の役割は?")


def main() -> int:
    """Prints both times and what is left, in milliseconds, and their ratio."""
    from bot.settings import read_settings
    from bot.wiring import Services
    from knowledge.answering.chat import ChatModel

    said = reply((DEFINED, "協議体は、支え合いを進める場です。"), (WHO_SETS_UP, "協議体を設けるのは市町村です。"))
    with tempfile.TemporaryDirectory() as scratch, ScriptedProvider(said).running() as provider:
        home = Path(scratch) / "home"
        put_sample(home, *SECTIONS)
        services = Services(read_settings({"TSUNAGI_HOME": str(home)}, home / "absent.env"))
        chat = ChatModel("openai:scripted", key="sk-scripted", base_url=f"{provider.base_url}/v1")
        chat.warm_up()
        answerer = GenerativeAnswerer(services.quotations, PatientModel(chat), services.glossary, Counter())
        whole, model = _side_by_side(answerer, chat.ask, provider)
        services.close()
    ours = statistics.median(whole) - statistics.median(model)
    sys.stdout.write(
        f"plain words: {statistics.median(whole):.1f} ms, the model's own {statistics.median(model):.1f} ms, "
        f"ours {ours:.1f} ms (ratio {statistics.median(whole) / statistics.median(model):.2f})\n"
    )
    return 0


def _side_by_side(
    answerer: GenerativeAnswerer, ask: Callable[..., object], provider: ScriptedProvider
) -> tuple[list[float], list[float]]:
    whole, model = [], []
    for run in range(RUNS + 3):
        question = QUESTIONS[run % len(QUESTIONS)]
        began = time.perf_counter()
        answerer.answer(question)
        middle = time.perf_counter()
        system, *_, user = (each["content"] for each in provider.asked[-1]["messages"])
        before = time.perf_counter()
        ask(Prompt(system, user), SCHEMA, 8.0)
        whole.append((middle - began) * 1000)
        model.append((time.perf_counter() - before) * 1000)
    return whole[3:], model[3:]  # the first ones warm up


if __name__ == "__main__":
    sys.exit(main())
