"""The documents that the operator writes, their versions, and consent to them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import database
from auction.appstate import PerApp
from auction.config import Config, Misconfigured
from auction.errors import Invalid
from auction.legal import store

Document = Literal["terms", "privacy"]
DOCUMENTS: tuple[Document, ...] = get_args(Document)
LANGUAGES = ("ko", "en")
OURS = Path(__file__).with_name("texts")
FIRST_LINE = re.compile(r"version: ([A-Za-z0-9.-]{1,20})\Z")


class Text(NamedTuple):
    """A document in one language: its version, and paragraphs, `# headings` and `- points`."""

    version: str
    text: str


_texts: PerApp[dict[tuple[Document, str], Text]] = PerApp(lambda: read(OURS))


def configure(settings: Config) -> None:
    """Read the documents of the running application. Raises Misconfigured."""
    _texts.set(read(settings.legal.texts or OURS))


def read(folder: Path) -> dict[tuple[Document, str], Text]:
    """Read `terms.ko.md`, `privacy.en.md` and so on. Raises Misconfigured for a missing file or version."""
    return {(document, language): _read(folder, document, language) for document in DOCUMENTS for language in LANGUAGES}


def _read(folder: Path, document: Document, language: str) -> Text:
    path = folder / f"{document}.{language}.md"
    try:
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    except OSError as error:
        raise Misconfigured(f"LEGAL_DIR needs {path.name}: {error}") from error
    found = FIRST_LINE.fullmatch(first.strip())
    if not found:
        raise Misconfigured(f"The first line of {path} must be its version, like `version: 2026-11-27`.")
    return Text(found[1], rest.strip())


def text(document: Document, language: str) -> Text:
    """Return a document in this language."""
    return _texts.get()[document, language]


def versions() -> dict[Document, str]:
    """Return the version of each document that is in force, that of the Korean text."""
    return {document: text(document, LANGUAGES[0]).version for document in DOCUMENTS}


def consent(db: database.Db, user_id: str, agreed: Mapping[Document, str]) -> None:
    """Store that a user agrees to these versions. Raises Invalid where one is not in force."""
    in_force = versions()
    for document, version in agreed.items():
        if version != in_force[document]:
            raise Invalid((f"consent.{document}", "consent_outdated"))
        store.add(db, user_id, document, version)
