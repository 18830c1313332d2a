"""Masked user ids, as the public log shows them."""


def masked(user_id: str) -> str:
    """The first and last letter alone: s***r."""
    return f"{user_id[0]}***{user_id[-1]}"
