/** What the URL of the capacity page holds. Absent means the default. */
export type CapacitySearch = {
  /** How much more load, in percent. */
  growth?: string;
  /** How far back is learnt from. */
  past?: string;
  q?: string;
};

export const PASTS = ['1d', '3d', '7d', '14d', '30d'] as const;
export const DEFAULT_GROWTH = 30;
export const DEFAULT_PAST = '7d';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readCapacitySearch = ({ growth, past, q }: Record<string, unknown>): CapacitySearch => ({
  growth: typeof growth === 'string' && /^-?\d{1,3}$/.test(growth) && Number(growth) >= -50 && Number(growth) <= 300 ? growth : undefined,
  past: PASTS.some((each) => each === past) ? (past as string) : undefined,
  q: text(q),
});
