/** Where I led when I last heard of it; to tell news from what I knew. */
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
