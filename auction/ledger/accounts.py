"""Names of the ledger's accounts. Each holds money of one kind; its owner is part of the name."""

FEES = "fees"
BANK = "bank"


def provider(name: str) -> str:
    """What a payment provider holds for us (asset)."""
    return f"provider:{name}"


def escrow(order_id: int) -> str:
    """What a buyer paid for an order and its seller has not earned yet (liability)."""
    return f"escrow:{order_id}"


def surplus(payment_id: int) -> str:
    """What an attempt brought that is not the order's price, on its way back to the buyer (liability)."""
    return f"surplus:{payment_id}"


def seller(user_id: str) -> str:
    """What a seller has earned and was not paid out (liability)."""
    return f"seller:{user_id}"


def transit(payout_id: int) -> str:
    """What was ordered to be paid out and is not known to have arrived (liability)."""
    return f"transit:{payout_id}"


def kind(account: str) -> str:
    """Return an account's name without its owner."""
    return account.partition(":")[0]


def is_asset(account: str) -> bool:
    """Whether debits raise the account, as they do with what others hold for us."""
    return kind(account) in ("provider", BANK)
