"""The demo data of an empty site: users, auctions, and generated pictures."""
