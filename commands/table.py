"""Text tables for a console, where Korean letters are two cells wide."""

import unicodedata
from collections.abc import Iterator, Sequence


def lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of one table row, each cell wrapped at spaces to the width of its column."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        yield "  ".join(padded(part, width) for part, width in zip(parts, widths, strict=True)).rstrip()


def wrapped(text: str, width: int) -> list[str]:
    """Wrap text to lines of `width` cells; a longer word gets a line of its own."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".lstrip()
        if cells_of(longer) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    return found


def padded(text: str, width: int) -> str:
    """Pad text with spaces to `width` cells."""
    return text + " " * (width - cells_of(text))


def cells_of(text: str) -> int:
    """Return how many cells of a console the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
