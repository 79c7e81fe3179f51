import type { Figures } from '../panels/model/values';
import type { Setup } from '../panels/NotCollected';
import type { ChartSpec, TileSpec, Verdict } from '../panels/types';

/** The page of a technology, as data: its figures, what they mean, its charts. Its tables are its own. */
export type SystemSpec = {
  label: string;
  /** A selector of a series every server of it has: who is listed. */
  seen: string;
  /** 1 while a server answers, 0 when it does not. */
  answers: string;
  figures: Readonly<Record<string, string>>;
  histories: Readonly<Record<string, string>>;
  /** What the server is, beside its name: version, age. */
  facts: (figures: Figures, now: number) => readonly (string | false)[];
  verdicts: (figures: Figures, now: number) => readonly Verdict[];
  /** What is said where nothing is wrong. */
  quiet: (figures: Figures) => string;
  tiles: (figures: Figures, now: number) => readonly TileSpec[];
  charts: readonly ChartSpec[];
  setup: Setup;
  /** The shipped dashboard of it. */
  dashboard: string;
};
