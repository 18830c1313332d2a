"""The request and response models of payouts."""

from typing import Annotated

from pydantic import Field, StringConstraints

from auction.http.fields import In, MomentOut, Out, utc
from auction.payments.payouts.accounts import BankAccount
from auction.payments.rows import PayoutRow, PayoutState
from auction.users.forms import AnyPassword

Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


class AccountForm(In):
    bank: Name
    number: Annotated[str, StringConstraints(min_length=6, max_length=24, pattern=r"^[0-9][0-9-]*[0-9]$")]
    holder: Name
    current_password: AnyPassword

    def account(self) -> BankAccount:
        """Return the account, its number without hyphens."""
        return BankAccount(self.bank, self.number.replace("-", ""), self.holder)


class Account(Out):
    bank: str
    number: str = Field(description="its last four digits")
    holder: str


class Payout(Out):
    id: int
    order_id: int
    amount: int = Field(description="won")
    state: PayoutState
    created_at: MomentOut
    sent_at: MomentOut | None
    decided_at: MomentOut | None


class Payouts(Out):
    payouts: list[Payout]
    account: Account | None
    next_cursor: str | None


def payout_out(row: PayoutRow) -> Payout:
    """Build the answer for a payout."""
    return Payout(
        id=row["id"], order_id=row["order_id"], amount=row["amount"], state=row["state"],
        created_at=utc(row["createdAt"]), sent_at=utc(row["sentAt"]),
        decided_at=utc(row["decidedAt"]),
    )  # fmt: skip


def account_out(account: BankAccount | None) -> Account | None:
    """Build the answer for a bank account, masked."""
    return None if account is None else Account(**account.masked._asdict())
