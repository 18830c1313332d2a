"""The application in this process by the newest version of the rules, and an auction at it."""

from tests.newest import client, item

__all__ = ["client", "item"]
