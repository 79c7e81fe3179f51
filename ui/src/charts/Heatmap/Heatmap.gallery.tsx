import { heatGrid } from './grid';
import { Heatmap } from './Heatmap';

const START = 1_767_261_600;
const samples = Array.from({ length: 2400 }, (_, i) => ({
  seconds: START + (i * 1.5) % 3600,
  ms: 12 * 1.06 ** ((i * i) % 61) * (i % 40 === 0 ? 9 : 1),
  failed: i % 211 === 0,
}));
const grid = heatGrid(samples, START, START + 3600, 72, 20);

export const gallery = {
  title: 'Heatmap: how often each duration occurred',
  group: 'Charts' as const,
  render: () => <Heatmap label="Durations" grid={grid} zone="utc" height={180} onSelect={() => undefined} />,
};
