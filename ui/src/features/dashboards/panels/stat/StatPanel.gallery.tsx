import { Sample } from '../parts/Sample';
import { answer, panel, series, wave } from '../samples';

const LIMITS = [{ value: null, colour: 'green' }, { value: 0.7, colour: 'orange' }, { value: 0.9, colour: 'red' }];
const SHARES = answer(['web-1', 'web-2', 'web-3'].map((name, i) => series(name, wave(i, 0.35 * (i + 1)))));
const UP = [{ kind: 'value' as const, match: '1', start: null, end: null, text: 'up', colour: 'green' }, { kind: 'value' as const, match: '0', start: null, end: null, text: 'down', colour: 'red' }];

export const gallery = {
  title: 'Stat panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 12 }}>
      <Sample panel={panel('stat', { title: 'Requests', values: { unit: 'reqps' } })} data={answer([series('requests', wave(0, 8400))])} height={120} />
      <Sample panel={panel('stat', { title: 'Up', values: { mappings: UP }, options: { colour_by: 'background' } })} data={answer([series('a', [1]), series('b', [0])])} height={120} />
      <Sample panel={panel('stat', { title: 'Busy', values: { unit: 'percentunit', thresholds: LIMITS } })} data={SHARES} height={140} />
      <Sample panel={panel('stat', { title: 'Busy below each other', values: { unit: 'percentunit', thresholds: LIMITS }, options: { colour_by: 'background', orientation: 'horizontal', sparkline: false } })} data={SHARES} height={140} />
      <Sample panel={panel('stat', { title: 'Nothing' })} data={answer([])} height={90} />
      <Sample panel={panel('stat', { title: 'A part', values: { unit: 's' } })} data={answer([series('age', [86_400 * 3.2])], { problems: [{ ref: 'B', message: 'query took too long' }] })} height={90} />
    </div>
  ),
};
