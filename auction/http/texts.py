"""The messages of the API in Korean and English, read from texts.toml beside this file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import g, has_request_context, request

LANGUAGES = ("ko", "en")
_words = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def language() -> str:
    """The reader's language by Accept-Language; Korean unless English is preferred. `g.language` overrides it."""
    if not has_request_context():
        return LANGUAGES[0]
    return g.get("language") or request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])


def problem_text(code: str, values: Mapping[str, Any], in_language: str = "") -> tuple[str, str]:
    """Title and detail of a problem; amounts in `values` are shown with thousands separators."""
    words = _words["problems"].get(code) or _words["problems"]["internal"]
    title, detail = words[in_language or language()]
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return title, detail.format_map(_Blank(shown))


def sentence_of_2023(code: str, values: Mapping[str, Any]) -> str:
    """What the server of 2023 said of a problem, word for word; where it said nothing, our Korean words.

    Of several faulty fields the first one is named.
    """
    title, detail = problem_text(code, values, "ko")
    if faults := values.get("errors"):
        label = _words["labels_of_2023"].get(faults[0]["field"])
        return f"{label}: {faults[0]['message']}" if label else str(faults[0]["message"])
    return _words["sentences_of_2023"].get(code) or f"{title}. {detail}"


def field_text(problem: Mapping[str, Any]) -> str:
    """What is wrong with one field, by pydantic's error type or one of ours."""
    words = _words["fields"].get(problem["type"]) or _words["fields"]["other"]
    text: str = words[language()]
    return text.format_map(_Blank(problem.get("ctx") or {}))


def field_message(message: str) -> str:
    """The message for an error that a rule named; any other text stays as it is."""
    return field_text({"type": message}) if message in _words["fields"] else message


def sentence(name: str, in_language: str) -> str:
    """A short sentence by its name."""
    text: str = _words["said"][name][in_language]
    return text


def codes() -> list[str]:
    """Every problem code that has a text."""
    return list(_words["problems"])


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
