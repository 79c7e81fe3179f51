import { toNumber, type InstantResult, type Labels } from '@/core/promql/answers';

/** A series at one instant. */
export type Value = { labels: Labels; value: number };

/** What the queries of a page answered, by their names. */
export type Figures = Readonly<Record<string, readonly Value[]>>;

/** The numbers of an answer; what is none (0 ÷ 0) is left out. */
export function valuesOf(answer: InstantResult): Value[] {
  if (answer.resultType === 'scalar') return numbers([{ labels: {}, value: toNumber(answer.result[1]) }]);
  if (answer.resultType !== 'vector') return [];
  return numbers(answer.result.flatMap(({ metric, value }) => (value ? [{ labels: metric, value: toNumber(value[1]) }] : [])));
}

const numbers = (values: Value[]): Value[] => values.filter(({ value }) => !Number.isNaN(value));

/** The one number of a figure, null when there is none. */
export const one = (figures: Figures, name: string): number | null => figures[name]?.[0]?.value ?? null;

/** The sum of all its series, null without any. */
export function total(figures: Figures, name: string): number | null {
  const values = figures[name] ?? [];
  return values.length === 0 ? null : values.reduce((sum, { value }) => sum + value, 0);
}

/** The largest of its series. */
export const largest = (figures: Figures, name: string): Value | undefined =>
  figures[name]?.reduce<Value | undefined>((most, each) => (most === undefined || each.value > most.value ? each : most), undefined);

/** A part of a whole; null where one is missing or the whole is nothing. */
export const ratio = (part: number | null, whole: number | null): number | null => (part === null || whole === null || whole <= 0 ? null : part / whole);

/** The values of several figures side by side, one row for each set of these labels, in the order they come. */
export function rowsBy(figures: Figures, names: readonly string[], labels: readonly string[]): { labels: Labels; figures: Record<string, number | undefined> }[] {
  const rows = new Map<string, { labels: Labels; figures: Record<string, number | undefined> }>();
  for (const name of names) {
    for (const { labels: own, value } of figures[name] ?? []) {
      const key = JSON.stringify(labels.map((label) => own[label] ?? ''));
      const row = rows.get(key) ?? { labels: own, figures: {} };
      rows.set(key, { labels: row.labels, figures: { ...row.figures, [name]: value } });
    }
  }
  return [...rows.values()];
}
