import { Sample } from '../parts/Sample';
import { answer, panel, series } from '../samples';

const LIMITS = [{ value: null, colour: 'green' }, { value: 0.8, colour: 'orange' }, { value: 0.9, colour: 'red' }];
const values = { unit: 'percentunit', minimum: 0, maximum: 1, thresholds: LIMITS };

export const gallery = {
  title: 'Gauge panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample panel={panel('gauge', { title: 'Memory', values })} data={answer([series('memory', [0.86])])} height={150} />
      <Sample panel={panel('gauge', { title: 'Disks', values })} data={answer([series('sda', [0.42]), series('sdb', [0.97]), series('sdc', [null])])} height={150} />
      <Sample panel={panel('gauge', { title: 'Without limits', values: { unit: 'celsius', maximum: 80 } })} data={answer([series('case', [41.5])])} height={120} />
    </div>
  ),
};
