"""Columns of text for a console, Korean letters two cells wide."""

import unicodedata
from collections.abc import Iterator, Sequence


def lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row of a table: each cell broken at its spaces into its column (cells wide), the last one as well."""
    columns = [broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        yield "  ".join(padded(part, width) for part, width in zip(parts, widths, strict=True)).rstrip()


def broken(text: str, width: int) -> list[str]:
    """Lines of at most so many cells; a longer word has a line of its own."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".lstrip()
        if cells_of(longer) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    return found


def padded(text: str, width: int) -> str:
    """With blanks to so many cells."""
    return text + " " * (width - cells_of(text))


def cells_of(text: str) -> int:
    """How many cells of a console it takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
