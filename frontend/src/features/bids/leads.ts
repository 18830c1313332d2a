/** The auctions that I led at the last update, to notice changes. */
const leads = new Map<number, boolean>();

export function keepLead(itemId: number, leading: boolean): void {
  leads.set(itemId, leading);
}

export function ledBefore(itemId: number): boolean | undefined {
  return leads.get(itemId);
}

export function forgetLeads(): void {
  leads.clear();
}
