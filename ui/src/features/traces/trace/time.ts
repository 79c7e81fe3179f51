import { duration } from '@/core/format';

const NS_PER_MS = 1e6;

/** Nanoseconds as people read them: `412 ms`. */
export const shownNs = (ns: number): string => duration(ns / NS_PER_MS);

/** An instant within the trace: `+12.4 ms`, or `−0.2 ms` when a clock runs late. */
export const offsetNs = (ns: number): string => (ns < 0 ? `−${shownNs(-ns)}` : `+${shownNs(ns)}`);

/** The part of the trace in view, in nanoseconds since its start. */
export type Window = { fromNs: number; toNs: number };

/** Where something lies in the window, in per cent of its width. */
export function placeOf(startNs: number, endNs: number, { fromNs, toNs }: Window): { left: number; width: number } {
  const span = Math.max(1, toNs - fromNs);
  const left = Math.max(0, ((startNs - fromNs) / span) * 100);
  const right = Math.min(100, ((endNs - fromNs) / span) * 100);
  return { left, width: Math.max(0, right - left) };
}
