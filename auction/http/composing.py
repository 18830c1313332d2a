"""Composes letters, so that texts that look the same are the same."""

import unicodedata


def nfc(text: str) -> str:
    """Compose letters (NFC): macOS may send Korean in pieces."""
    return unicodedata.normalize("NFC", text)
