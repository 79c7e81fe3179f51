import { Scatter } from './Scatter';
import type { ScatterPoint } from './types';

const START = 1_767_261_600;
const SERVICES = ['--s1', '--s2', '--s4'];

/** A deterministic cloud: most requests near 40 ms, every 17th slow, every 23rd failed. */
const points: ScatterPoint[] = Array.from({ length: 160 }, (_, i) => ({
  id: String(i),
  seconds: START + i * 22,
  ms: 30 + ((i * 37) % 29) + (i % 17 === 0 ? 900 + i * 3 : 0),
  failed: i % 23 === 7,
  color: SERVICES[i % SERVICES.length]!,
  label: `request ${i}`,
}));

export const gallery = {
  title: 'Scatter: durations over time, crosses failed',
  group: 'Charts' as const,
  render: () => <Scatter label="Durations" points={points} start={START} end={START + 3600} zone="utc" height={180} onSelect={() => undefined} />,
};
