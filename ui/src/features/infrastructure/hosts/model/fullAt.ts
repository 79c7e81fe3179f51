/** How the free room of a file system changes, over a window. */
export type Trend = {
  /** Bytes free now, and in all. */
  avail: number;
  size: number;
  /** Bytes per second the free room grows by; undefined without enough samples. */
  slope: number | undefined;
  /** What a straight line through the window says is free now. */
  fitted: number | undefined;
  windowSeconds: number;
  /** Whether there are samples from an hour ago: a shorter past tells nothing of the future. */
  known: boolean;
};

/** When it is full if it goes on like this (epoch seconds), that it won't be, or that it is too early to tell. */
export type Outlook = { kind: 'full'; at: number } | { kind: 'steady' } | { kind: 'early' };

/** A change smaller than this share of the file system within the window is noise: logs come and go. */
const NOISE = 0.001;
/** A straight line says nothing of what is further away. */
const FARTHEST_SECONDS = 180 * 86_400;

/** When a file system is full: where the straight line through the window's samples reaches 0. */
export function outlookOf({ avail, size, slope, fitted, windowSeconds, known }: Trend, now: number): Outlook {
  if (size > 0 && avail <= 0) return { kind: 'full', at: now };
  if (slope === undefined || fitted === undefined || !known) return { kind: 'early' };
  if (-slope * windowSeconds < size * NOISE) return { kind: 'steady' };
  const left = fitted / -slope;
  return left > FARTHEST_SECONDS ? { kind: 'steady' } : { kind: 'full', at: now + Math.max(0, left) };
}

const HOUR = 3600;

/** How urgent it is: within 4 hours somebody has to get up, within 3 days somebody has to know. */
export function urgency(outlook: Outlook, now: number): 'critical' | 'warning' | undefined {
  if (outlook.kind !== 'full') return undefined;
  const left = outlook.at - now;
  return left < 4 * HOUR ? 'critical' : left < 72 * HOUR ? 'warning' : undefined;
}

/** How far away it is, in the words of a table: `4 h`, `5 d`. */
export function timeLeft(seconds: number): string {
  if (seconds < HOUR) return `${Math.max(0, Math.round(seconds / 60))} min`;
  return seconds < 48 * HOUR ? `${Math.round(seconds / HOUR)} h` : `${Math.round(seconds / (24 * HOUR))} d`;
}
