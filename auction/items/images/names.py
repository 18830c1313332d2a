"""The names of a photo's two files: the full one, and its thumbnail."""

FULL, THUMBNAIL = ".webp", "_t.webp"


def files_of(stem: str) -> tuple[str, str]:
    """Return the names of both files, the full one first."""
    return stem + FULL, stem + THUMBNAIL


def full_name(name: str) -> str:
    """Return the name of the full file to which the name of either file belongs."""
    return name.removesuffix(THUMBNAIL) + FULL if name.endswith(THUMBNAIL) else name
