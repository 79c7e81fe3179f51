import type { ChartKind, Threshold } from '@/charts/TimeSeries/types';
import type { Unit } from '@/core/format';
import type { Figures } from './model/values';

/** Something wrong, in words that hold its figure; the worst come first. */
export type Verdict = { tone: 'warning' | 'error' | 'critical'; text: string };

/** A query drawn into a chart. `name` is what it is called when it is one series; more are called by what tells them apart, or by `label`. */
export type Line = { query: string; name: string; label?: string; color?: string };

/** A chart of a page, as data. Queries are templates (model/fill.ts). */
export type ChartSpec = {
  id: string;
  title: string;
  note?: string;
  unit: Unit;
  kind?: ChartKind;
  lines: readonly Line[];
  /** Names of series in the order of the stack and of colours. */
  order?: readonly string[];
  limits?: (figures: Figures) => readonly Threshold[];
  /** What the panel says without data. */
  empty: string;
  hint?: string;
};

/** A number above the charts. */
export type TileSpec = { label: string; value: string; unit?: string; note?: string; trouble?: { tone: Verdict['tone']; text: string }; history?: string };
