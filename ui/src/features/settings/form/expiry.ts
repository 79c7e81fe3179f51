/** When something ends: never, after a number of days, or at the end of a day. */
export type Expiry = { choice: string; date: string };

export const EXPIRY_CHOICES = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'date', label: 'On a date' },
  { value: 'never', label: 'Never' },
];

const DAY_MS = 86_400_000;

/** The instant for the server, null for never. A date ends with its last second in this browser's zone. */
export function expiresAt({ choice, date }: Expiry, nowMs: number): string | null {
  if (choice === 'never') return null;
  if (choice === 'date') return new Date(`${date}T23:59:59`).toISOString();
  return new Date(nowMs + Number(choice) * DAY_MS).toISOString();
}

/** What is wrong with a choice, in words. */
export function expiryProblem({ choice, date }: Expiry, nowMs: number): string | undefined {
  if (choice !== 'date') return undefined;
  const end = Date.parse(`${date}T23:59:59`);
  if (Number.isNaN(end)) return 'choose a date';
  return end <= nowMs ? 'this day is over' : undefined;
}
