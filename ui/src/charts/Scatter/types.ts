/** One dot: when (epoch seconds), how long (ms), whether it failed, its colour's token and what it is called. */
export type ScatterPoint = { id: string; seconds: number; ms: number; failed: boolean; color: string; label: string };

/** A part of the picture: epoch seconds, and durations in ms. */
export type Region = { start: number; end: number; lowMs: number; highMs: number };
