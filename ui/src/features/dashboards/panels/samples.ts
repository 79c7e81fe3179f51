import { blankOptions, blankPanel, blankValues } from '../model/blank';
import type { Override, Panel, PanelType, Values } from '../model/dashboard';
import type { PanelData, Series } from '../model/frames';

/** Panels and answers for tests and the gallery: of known shape, so that every picture of them is the same. */
export const emptyValues: Values = blankValues();

export const STEP = 60;
export const START = 1_767_225_600;
const POINTS = 60;
export const END = START + POINTS * STEP;
export const RANGE: PanelData['range'] = { start: START, end: END, step: STEP };

type Wanted = Omit<Partial<Panel>, 'values' | 'options'> & { values?: Partial<Values>; options?: Partial<Panel['options']> };

/** A panel that is as it is by default but for what is said. */
export const panel = (type: PanelType, { values, options, ...said }: Wanted): Panel => ({
  ...blankPanel(1, type, { x: 0, y: 0, w: 12, h: 8 }),
  ...said,
  values: { ...blankValues(), ...values },
  options: { ...blankOptions(), ...options },
});

export const override = (by: Override['by'], match: string, values: Partial<Values>): Override => ({ by, match, values: { ...emptyValues, ...values } });

/** A series with these samples, a minute apart. */
export const series = (name: string, values: readonly (number | null)[], said: Partial<Series> = {}): Series => ({
  name, labels: {}, ref: 'A', times: values.map((_, i) => START + i * STEP), values, ...said,
});

/** An hour of a gentle wave, another one for each `turn`. */
export const wave = (turn: number, scale: number): number[] =>
  Array.from({ length: POINTS + 1 }, (_, at) => Math.max(0, Math.round(scale * 1000 * (1 + 0.35 * Math.sin(at / 6 + turn * 1.7) + 0.12 * Math.sin(at * 1.3 + turn))) / 1000));

/** The answer to the queries of a panel. */
export const answer = (found: readonly Series[], said: Partial<PanelData> = {}): PanelData => ({ series: [...found], problems: [], range: RANGE, ...said });
