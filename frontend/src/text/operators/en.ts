import type { ko } from "./ko";

export const en: typeof ko = {
  console: {
    title: "Operations", signIn: "Sign in to see the console", signInText: "Disputes, payouts and the books.", not: "For operators only", notText: "Roles are given on the server with ./ssgbay role.",
    role: { support: "support", moderator: "moderator", treasurer: "treasurer", chief: "chief" }, you: "{{name}} · {{role}}",
    tab: { disputed: "Disputes", overdue: "Overdue", payouts: "Payouts", books: "Books", trail: "Trail" },
    none: { disputed: "No open disputes", overdue: "No overdue orders", payouts: "No payouts here", trail: "Nothing in the trail yet" },
    noneText: { disputed: "They appear here when a buyer reports a problem.", overdue: "The server carries every order on in time.", payouts: "There is one for each completed order.", trail: "Everything operators do is recorded here." },
    state: { awaiting: "Unpaid", paid: "Paid", shipped: "Shipped", disputed: "Disputed", returning: "Returning", completed: "Completed", cancelled: "Cancelled", refunded: "Refunded" },
    due: "due {{moment}}", order: "Order {{id}}", back: "Back to the disputes", sides: "Buyer and seller", money: "Amounts", buyer: "Buyer", seller: "Seller",
    decide: "Decision", outcome: "How should it end?", outcomes: { refund: "Full refund", return: "Return and refund", part: "Part refund", complete: "No refund" },
    outcomeText: { refund: "The buyer doesn’t have to send the item back.", return: "Refunded once the seller has it back.", part: "The rest is paid out to the seller.", complete: "Everything is paid out to the seller." },
    amount: "Amount to refund", reason: "Reason", reasonText: "Both sides see it, and it stays in the trail for good.", reasonTrail: "It stays in the trail for good.", check: "See what happens to the money",
    confirmTitle: "Decide it this way?", confirm: "Make this decision",
    will: {
      refund: "{{buyer}} gets the full {{refund}} back. {{seller}} is paid nothing.",
      return: "{{buyer}} sends the item back and gets the full {{refund}} once {{seller}} has it. If it isn’t sent back in time, {{seller}} is paid {{payout}}.",
      part: "{{buyer}} gets {{refund}} back, and {{seller}} is paid {{payout}}.",
      complete: "Nothing is refunded, and {{seller}} is paid {{payout}}.",
    },
    fee: "The fee of {{fee}} is already taken off the payout.", final: "It can’t be undone.",
    cannot: "You can’t decide this dispute now: the amount is above what your role may decide, or the order is your own.",
    payout: {
      acts: { approve: "Approve", paid: "Paid", failed: "Returned" },
      ask: {
        approve: "You approve paying {{amount}} to {{seller}}. It goes into the bank’s file once two different people have approved it.",
        paid: "The bank has paid {{amount}} to {{seller}}. The books record it, and the seller sees it.",
        failed: "The bank has returned {{amount}}. It is {{seller}}’s again in the books, and is sent once more when they change their account.",
      },
      note: "Bank’s answer", approvals: "Approved {{count}}/{{needed}}", approvedBy: "Approved by {{names}}", noAccount: "No account", states: "State of the payout",
    },
    books: {
      accounts: "Accounts and balances", account: "Account", balance: "Balance", payouts: "Payouts", state: "State", number: "Number", amount: "Amount", stuck: "Refused refunds", stuckText: "The provider refused these. Find out why at the provider, then run ./ssgbay money retry on the server.",
      order: "Order", failure: "Reason", noStuck: "No refused refunds.", mismatches: "Differences from the provider’s list", noMismatches: "The books match the provider’s list.", checked: "Compared {{moment}}.", unchecked: "Not compared yet.",
      provider: "Provider", ref: "Reference", lacking: "Missing in", lacks: { ours: "our books", provider: "the provider’s list" },
    },
    trail: { machine: "command on the server", of: "Trail of {{target}}", all: "Show the whole trail" },
    kind: { decide: "Decision", "approve-payout": "Payout approved", "payout-paid": "Payout paid", "payout-failed": "Payout returned", "payouts-sent": "Handed to the bank", "money-retry": "Sent again", role: "Role changed" },
  },
};
