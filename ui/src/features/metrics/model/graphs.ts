import type { ChartData, Series } from '@/charts/TimeSeries/types';
import { SLOTS } from '@/core/colors';
import type { Unit } from '@/core/format';
import type { Labels, Metadata, RangeSeries } from '@/core/promql/answers';
import { onGrid, timesOf, type Grid } from '@/core/promql/grid';
import { differingLabels, seriesKey, seriesNames } from '@/core/promql/legend';
import { guessUnit } from '@/core/promql/unit';
import type { TokenOf } from '@/core/serviceSlots';
import type { QueryState } from './queries';

export { timesOf, type Grid };

/** More lines than this are a carpet: only the largest are drawn until somebody asks for all. */
export const DRAWN_SERIES = 50;
/** So many are drawn at most, and asked for. */
export const MOST_SERIES = 1000;

/** What one query answered. */
export type QueryAnswer = { query: QueryState; series: readonly RangeSeries[] };

/** Where a line of a graph comes from. */
export type Origin = { letter: string; labels: Labels };

/** One graph: the queries whose values are in one unit. `total` counts their series, `data` holds those that are drawn. */
export type Graph = { key: string; letters: string[]; data: ChartData; origins: ReadonlyMap<string, Origin>; total: number; histograms: number };

type Options = { grid: Grid; range: { start: number; end: number }; metadata: Metadata; unit?: Unit; apart: boolean; all: boolean; tokenOf: TokenOf };

/** The graphs of some answers: one for each unit, or for each query when they are kept apart. */
export function graphsOf(answers: readonly QueryAnswer[], options: Options): Graph[] {
  const groups = new Map<string, { unit: Unit; answers: QueryAnswer[] }>();
  for (const answer of answers) {
    const unit = options.unit ?? guessUnit(answer.query.expression, options.metadata);
    const key = options.apart ? answer.query.letter : unit;
    const group = groups.get(key);
    if (group) group.answers.push(answer);
    else groups.set(key, { unit, answers: [answer] });
  }
  return [...groups].map(([key, group]) => graphOf(key, group.unit, group.answers, options));
}

type Line = { key: string; label: string; origin: Origin; values: (number | null)[]; size: number };

function graphOf(key: string, unit: Unit, answers: readonly QueryAnswer[], { grid, range, all, tokenOf }: Options): Graph {
  const lines = answers.flatMap((answer) => linesOf(answer, grid, answers.length > 1));
  const drawn = largest(lines, all ? MOST_SERIES : DRAWN_SERIES);
  const colorOf = colors(drawn, tokenOf);
  const series = drawn.map(({ key: name, label, values }, i): Series => ({ key: name, label, color: colorOf(i), values }));
  return {
    key,
    letters: answers.map(({ query }) => query.letter),
    data: { ...range, times: timesOf(grid), series, unit },
    origins: new Map(drawn.map(({ key: name, origin }) => [name, origin])),
    total: lines.length,
    histograms: answers.reduce((sum, answer) => sum + answer.series.filter(({ values }) => !values || values.length === 0).length, 0),
  };
}

const WORDS = new Intl.Collator('en', { numeric: true });

function linesOf({ query, series }: QueryAnswer, grid: Grid, many: boolean): Line[] {
  const withValues = series.filter(({ values }) => values && values.length > 0);
  const names = seriesNames(withValues.map(({ metric }) => metric), query.legend, query.expression.replace(/\s+/g, ' '));
  return withValues
    .map(({ metric, values }, i): Line => {
      const cells = onGrid(values!, grid);
      const label = many ? `${query.letter.toUpperCase()} · ${names[i]}` : names[i]!;
      return { key: `${query.letter} ${seriesKey(metric)}`, label, origin: { letter: query.letter, labels: metric }, values: cells, size: sizeOf(cells) };
    })
    .toSorted((a, b) => WORDS.compare(a.label, b.label));
}

const sizeOf = (values: readonly (number | null)[]): number => values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

/** The lines that reach highest, in their order. */
function largest(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const kept = new Set(lines.toSorted((a, b) => b.size - a.size).slice(0, most));
  return lines.filter((line) => kept.has(line));
}

const SERVICE = ['service_name', 'service'] as const;

/** A line for each service has the service's colour, as on every other page; other lines take turns. */
function colors(lines: readonly Line[], tokenOf: TokenOf): (i: number) => string {
  const differing = differingLabels(lines.map(({ origin }) => origin.labels));
  const label = SERVICE.find((name) => differing.length === 1 && differing[0] === name);
  if (label !== undefined && lines.every(({ origin }) => origin.labels[label])) return (i) => tokenOf(lines[i]!.origin.labels[label]!);
  return (i) => `--s${(i % SLOTS) + 1}`;
}

/** The service a line belongs to, by the names OpenTelemetry and people use. */
export const serviceOf = ({ labels }: Origin): string | undefined => labels.service_name ?? labels.service;
