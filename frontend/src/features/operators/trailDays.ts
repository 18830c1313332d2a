/** Events (the latest first) by day; `dayOf` names the day of a moment (RFC 3339). */
export function byDay<Event extends { at: string }>(events: Event[], dayOf: (moment: string) => string): { day: string; events: Event[] }[] {
  const days: { day: string; events: Event[] }[] = [];
  for (const event of events) {
    const day = dayOf(event.at);
    if (days.at(-1)?.day !== day) days.push({ day, events: [] });
    days.at(-1)?.events.push(event);
  }
  return days;
}

/** The address that an event's target leads to; payouts are found by their orders alone. */
export function placeOf(target: string): string | undefined {
  const order = /^order:(\d+)$/.exec(target)?.[1];
  return order && `/console/orders/${order}`;
}
