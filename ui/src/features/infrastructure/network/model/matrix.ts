import { formatValue } from '@/core/format';
import type { Pair, Probe } from '../api';
import type { Metric } from '../search';

/** A cell of the matrix: its text, how strongly it is coloured (0–1), and its tone where something is wrong. `measured`: by a probe, not learnt from spans. */
export type Cell = { text: string; strength: number; tone?: 'warning' | 'error'; measured: boolean };

export type Matrix = { sources: string[]; targets: string[]; pairs: Map<string, Pair> };

export const pairKey = (source: string, target: string): string => JSON.stringify([source, target]);

/** Sources as rows and targets as columns, those of which nothing is known left out. */
export function matrixOf(pairs: readonly Pair[], typed: string): Matrix {
  const text = typed.trim().toLowerCase();
  const shown = pairs.filter(({ source, target }) => source.toLowerCase().includes(text) || target.toLowerCase().includes(text));
  const names = (values: string[]) => [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return {
    sources: names(shown.map(({ source }) => source)),
    targets: names(shown.map(({ target }) => target)),
    pairs: new Map(shown.map((pair) => [pairKey(pair.source, pair.target), pair])),
  };
}

/** The probe that says most: the one with the most answers. */
export const bestProbe = ({ probes }: Pair): Probe | undefined => probes.toSorted((a, b) => b.sent - b.lost - (a.sent - a.lost))[0];

/** Latencies between these are told apart by colour, on a logarithmic scale. */
const FASTEST = 0.0001;
const SLOWEST = 1;
const BAD_LOSS = 0.05;
const BAD_ERRORS = 0.05;
const SOME_ERRORS = 0.01;

/** What a pair shows of a metric; undefined when nothing is known of it. */
export function cellOf(pair: Pair, metric: Metric): Cell | undefined {
  const probe = bestProbe(pair);
  const { traffic, bandwidth } = pair;
  switch (metric) {
    case 'latency': {
      if (probe?.up === false) return { text: 'down', strength: 1, tone: 'error', measured: true };
      const measured = probe?.rtt_median_seconds ?? null;
      const seconds = measured ?? traffic?.network_p50_seconds ?? null;
      return seconds === null ? undefined : { text: formatValue(seconds, 's'), strength: logShare(seconds), measured: measured !== null };
    }
    case 'loss': {
      if (!probe || probe.loss_ratio === null) return undefined;
      const loss = probe.loss_ratio;
      return { text: formatValue(loss, 'ratio'), strength: loss > 0 ? 1 : 0, tone: loss >= BAD_LOSS ? 'error' : loss > 0 ? 'warning' : undefined, measured: true };
    }
    case 'calls':
      return traffic ? { text: formatValue(traffic.calls_per_second, '/s'), strength: Math.min(1, Math.log10(1 + traffic.calls_per_second) / 3), measured: false } : undefined;
    case 'errors': {
      if (!traffic) return undefined;
      const ratio = traffic.error_ratio;
      return { text: formatValue(ratio, 'ratio'), strength: ratio > 0 ? 1 : 0, tone: ratio >= BAD_ERRORS ? 'error' : ratio >= SOME_ERRORS ? 'warning' : undefined, measured: false };
    }
    case 'bandwidth': {
      const bytes = bandwidth?.upload_bytes_per_second ?? bandwidth?.download_bytes_per_second ?? null;
      return bytes === null ? undefined : { text: formatValue(bytes, 'bytes/s'), strength: 0.3, measured: true };
    }
  }
}

const logShare = (seconds: number): number => Math.min(1, Math.max(0, Math.log(Math.max(seconds, FASTEST) / FASTEST) / Math.log(SLOWEST / FASTEST)));

/** What is wrong between pairs, in words. */
export function troublesOf(pairs: readonly Pair[]): { tone: 'warning' | 'error'; text: string }[] {
  return pairs.flatMap((pair) => {
    const probe = bestProbe(pair);
    const way = `${pair.source} → ${pair.target}`;
    if (probe?.up === false) return [{ tone: 'error' as const, text: `${way} does not answer` }];
    if (probe?.loss_ratio) return [{ tone: probe.loss_ratio >= BAD_LOSS ? ('error' as const) : ('warning' as const), text: `${way} loses ${formatValue(probe.loss_ratio, 'ratio')}` }];
    return [];
  });
}
