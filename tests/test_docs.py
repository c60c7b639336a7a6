"""The documents say what is so: their examples are run, their tables compared with the code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from bot.blocks.answer import NOT_FOUND
from bot.blocks.asking import SHARE_LABEL
from bot.cli import main
from bot.evaluation.question_sets import read_question_set
from bot.settings import Settings
from ingest.listing import read_listing
from ingest.loaders.registry import readable_suffixes
from knowledge.glossary import BUNDLED_GLOSSARY, read_glossary
from knowledge.resources.areas import read_areas
from tests.bot.commands import environment, put_sample

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAPTER = ("### 5-1 協議体とは", "### 5-2 協議体の七つの役割", "### 5-3 協議体は決定や承認の機関ではない")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "bot" / "sandbox" / "README.md"])


@dataclass(frozen=True)
class Example:
    """A command of a console block with the lines shown below it; … stands for whatever is left out."""

    command: str
    shown: tuple[str, ...]


def examples(text: str) -> Iterator[Example]:
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Example(command, tuple(shown))


def bare(line: str) -> str:
    """A line without the frame around it and with single spaces."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", line).split())


def missing(shown: tuple[str, ...], real: str) -> list[str]:
    """The shown lines that the real output does not have, or not in this order."""
    left = [bare(line) for line in real.splitlines()]
    absent = []
    for line in filter(None, map(bare, shown)):
        pattern = re.compile(re.escape(line).replace("…", ".*"))
        at = next((number for number, each in enumerate(left) if pattern.fullmatch(each)), None)
        if line != "…" and at is None:
            absent.append(line)
        elif line != "…":
            left = left[(at or 0) + 1 :]
    return absent


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `tsunagi` and `make` on the path, and the part of the sample that the README quotes taken in."""
    desk = tmp_path_factory.mktemp("readme")
    put_sample(desk / ".tsunagi", *CHAPTER)
    tools = desk / "tools"
    tools.mkdir()
    # The real Makefile, with what is installed already in the place of .venv.
    make = f'exec {shutil.which("make")} -f {ROOT / "Makefile"} -o .venv/.ready BIN={tools} "$@"'
    for name, line in (("tsunagi", f'exec {sys.executable} -m bot.cli "$@"'), ("make", make)):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    return desk


def test_the_examples_of_the_readme_show_what_really_happens(desk: Path) -> None:
    settings = environment(desk / ".tsunagi")
    settings["PATH"] = f"{desk / 'tools'}:{settings['PATH']}"
    told = list(examples(README))
    assert len(told) >= 5
    for example in told:
        done = subprocess.run(
            ["bash", "-c", example.command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=desk,
            env=settings,
        )
        assert done.returncode == 0, (example.command, done.stderr)
        assert missing(example.shown, done.stdout) == [], (example.command, done.stdout)


def test_a_line_that_is_not_printed_is_noticed() -> None:
    printed = "│ one   two │\nthree\nfour"
    assert missing(("one two", "…", "four"), printed) == []
    assert missing(("one two", "th…", "four"), printed) == []
    assert missing(("four", "three"), printed) == ["three"], "in another order"
    assert missing(("five",), printed) == ["five"]


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading of the README, cell by cell."""
    section = README.split(f"\n## {heading}\n")[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert lines, heading
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in lines[0].splitlines()[2:]]


def test_the_readme_lists_every_setting_with_its_default() -> None:
    listed = {name.strip("`"): default.strip("`") for name, default, _ in table("Settings")}
    real = {str(field.alias): shown(field.default) for field in Settings.model_fields.values()}
    assert listed == real


def shown(default: object) -> str:
    """A default as the table writes it."""
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    return str(value) if value else "–"


def test_the_readme_lists_every_format_that_is_read() -> None:
    listed = [ending for _, endings, _ in table("Your own documents") for ending in re.findall(r"`(\.\w+)`", endings)]
    assert sorted(listed) == sorted(readable_suffixes())


def test_every_option_of_the_commands_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("run", "ask", "ingest"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        options = set(re.findall(r"(?<!\w)--[a-z-]+", capsys.readouterr().out)) - {"--help"}
        assert options, command
        assert {option for option in options if option not in README} == set(), command


def block(language: str) -> str:
    """The one fenced block of a language in the README."""
    [text] = blocks(language)
    return text


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language in the README."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_files_shown_in_the_readme_can_be_read(tmp_path: Path) -> None:
    glossary, listing, questions = tmp_path / "words.yaml", tmp_path / "sources.toml", tmp_path / "questions.jsonl"
    words, areas = blocks("yaml")
    glossary.write_text(words, encoding="utf-8")
    (tmp_path / "areas.yaml").write_text(areas, encoding="utf-8")
    listing.write_text(block("toml"), encoding="utf-8")
    questions.write_text(block("json"), encoding="utf-8")
    (named,) = read_glossary(BUNDLED_GLOSSARY, glossary).named_in("支え合い会議とは")
    assert named.telling == "協議体"
    assert read_areas(tmp_path / "areas.yaml").names == ("中央地区", "川東地区")
    local, fetched = read_listing(listing)
    assert (local.path, local.given.edition) == (tmp_path / "youkou-r7.pdf", "令和7年度")
    assert (fetched.path, fetched.given.publisher) == (None, "みほん町")
    assert [len(asked.evidence) for asked in read_question_set(questions).questions] == [1, 2, 0]


def test_the_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        text = document.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
        assert {"test", "eval"} <= named <= targets, document


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
        assert (document.parent / target).exists(), target


def test_every_file_named_in_contributing_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|knowledge|ingest|tests|docs)/[\w./-]+)`", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_scopes_and_commands_of_the_slack_walk_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / "bot" / "manifest.yaml").read_text(encoding="utf-8"))
    walk = README.split("\n## Use it in Slack\n")[1].split("\n## ")[0]
    for command in manifest["features"]["slash_commands"]:
        assert f"`{command['command']}" in walk
    assert f"@{manifest['features']['bot_user']['display_name']}" in walk


def test_the_guide_calls_things_as_slack_shows_them() -> None:
    guide = (ROOT / "docs" / "guide.ja.md").read_text(encoding="utf-8")
    manifest = yaml.safe_load((ROOT / "bot" / "manifest.yaml").read_text(encoding="utf-8"))
    commands = {each["command"] for each in manifest["features"]["slash_commands"]}
    assert set(re.findall(r"`(/[a-z]+)", guide)) - {"/invite"} == commands
    assert set(re.findall(r"@([^\s`]+)", guide)) == {manifest["features"]["bot_user"]["display_name"]}
    assert f"「{SHARE_LABEL}」" in guide
    assert f"「{NOT_FOUND.rstrip('。')}」" in guide


def test_decisions_are_numbered_without_gaps_and_say_why() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, (path.name, heading)


def test_the_langchain_example_runs_as_it_stands(tmp_path: Path) -> None:
    put_sample(tmp_path / ".tsunagi", "### 5-2 協議体の七つの役割")
    code = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "langchain.md").read_text("utf-8"), re.DOTALL)
    assert code
    done = subprocess.run(
        [sys.executable, "-c", code[1]],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path / ".tsunagi"),
    )
    assert done.returncode == 0, done.stderr
    assert "5-2 協議体の七つの役割" in done.stdout
    assert "384 dimensions" in done.stdout
