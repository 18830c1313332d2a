"""Names that the public log shows."""


def masked(user_id: str) -> str:
    """Enough to follow a bidder, not to know them: s***r."""
    return f"{user_id[0]}***{user_id[-1]}"
