"""Connections, statements, pools, transactions and retries. No Flask, no table names; `database.py` is its façade."""
