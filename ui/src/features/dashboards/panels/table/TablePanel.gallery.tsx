import { blankQuery } from '../../model/blank';
import { Sample } from '../parts/Sample';
import { answer, override, panel, series } from '../samples';

const LIMITS = [{ value: null, colour: 'green' }, { value: 0.8, colour: 'orange' }, { value: 0.9, colour: 'red' }];
const MOUNTS = ['/', '/var', '/data', 'https://store.example/backup'];
const DISKS = answer([
  ...MOUNTS.map((mount, i) => series('', [[0.42, 0.84, 0.97, 0.1][i]!], { labels: { device: `sd${'abcd'[i]}`, mount } })),
  ...MOUNTS.map((mount, i) => series('', [[4e10, 3e9, 1e8, 9e11][i]!], { ref: 'B', labels: { device: `sd${'abcd'[i]}`, mount } })),
]);
const MANY = answer(Array.from({ length: 120 }, (_, i) => series('', [((i * 37) % 100) / 3], { labels: { pod: `web-${i}` } })));
const instant = (ref: string) => ({ ...blankQuery(ref), instant: true, form: 'table' as const });

export const gallery = {
  title: 'Table panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample
        panel={panel('table', {
          title: 'Disks',
          queries: [instant('A'), instant('B')],
          overrides: [override('query', 'A', { name: 'Used', unit: 'percentunit', minimum: 0, maximum: 1, thresholds: LIMITS }), override('query', 'B', { name: 'Free', unit: 'bytes' })],
          options: { hidden_columns: ['Time'], sort_by: 'Used' },
        })}
        data={DISKS}
      />
      <Sample panel={panel('table', { title: 'Pods', queries: [instant('A')], values: { unit: 'short' }, options: { hidden_columns: ['Time'] } })} data={MANY} height={220} />
    </div>
  ),
};
