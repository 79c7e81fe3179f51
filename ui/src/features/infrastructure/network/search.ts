/** What the matrix shows. */
export const METRICS = ['latency', 'loss', 'calls', 'errors', 'bandwidth'] as const;
export type Metric = (typeof METRICS)[number];

/** What the URL of the network page holds beside the time range. Absent means the default. */
export type NetworkSearch = {
  /** Latency when absent. */
  metric?: Metric;
  q?: string;
  /** The pair in the drawer. */
  source?: string;
  target?: string;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const readNetworkSearch = ({ metric, q, source, target }: Record<string, unknown>): NetworkSearch => ({
  metric: METRICS.find((each) => each === metric && each !== 'latency'),
  q: text(q),
  source: text(source),
  target: text(target),
});
