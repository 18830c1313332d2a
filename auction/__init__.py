"""The auction house: one room per aggregate (users, items, bids, history), live events, the 2023 contract."""
