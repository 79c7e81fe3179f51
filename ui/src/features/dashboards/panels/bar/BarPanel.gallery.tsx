import { Sample } from '../parts/Sample';
import { answer, panel, series } from '../samples';

const LIMITS = [{ value: null, colour: 'green' }, { value: 0.8, colour: 'orange' }, { value: 0.9, colour: 'red' }];
const DISKS = answer([series('/', [0.42]), series('/var/lib/postgresql', [0.84]), series('/data', [0.97]), series('/old', [null])]);
const PARTS = answer([series('checkout', [42]), series('catalog', [31]), series('payments', [18]), series('search', [2])]);

export const gallery = {
  title: 'Bar panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample panel={panel('bar', { title: 'Disks', values: { unit: 'percentunit', minimum: 0, maximum: 1, thresholds: LIMITS }, options: { orientation: 'horizontal' } })} data={DISKS} height={140} />
      <Sample panel={panel('bar', { title: 'Requests', values: { unit: 'reqps' }, options: { orientation: 'vertical' } })} data={PARTS} height={160} />
      <Sample panel={panel('bar', { title: 'A pie', options: { shape: 'pie' } })} data={PARTS} height={170} />
      <Sample panel={panel('bar', { title: 'A donut', values: { unit: 'reqps' }, options: { shape: 'donut', legend: { shown: true, form: 'list', place: 'right', calculations: [] } } })} data={PARTS} height={170} />
    </div>
  ),
};
