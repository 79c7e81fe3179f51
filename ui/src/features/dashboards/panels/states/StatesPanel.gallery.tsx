import { Sample } from '../parts/Sample';
import { answer, panel, series, wave } from '../samples';

const UP = [{ kind: 'value' as const, match: '1', start: null, end: null, text: 'up', colour: 'green' }, { kind: 'value' as const, match: '0', start: null, end: null, text: 'down', colour: 'red' }];
const states = (down: (i: number) => boolean, gap: (i: number) => boolean = () => false) => Array.from({ length: 61 }, (_, i) => (gap(i) ? null : down(i) ? 0 : 1));

export const gallery = {
  title: 'State timeline panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample
        panel={panel('state-timeline', { title: 'Up', values: { mappings: UP } })}
        data={answer([series('db-1', states((i) => i > 20 && i < 34)), series('db-2', states(() => false, (i) => i > 44 && i < 52)), series('a-host-with-a-rather-long-name:9100', states((i) => i === 8))])}
        height={150}
      />
      <Sample
        panel={panel('state-timeline', { title: 'Load', values: { thresholds: [{ value: null, colour: 'green' }, { value: 3, colour: 'orange' }, { value: 4, colour: 'red' }], decimals: 0 }, options: { merge_values: false } })}
        data={answer([series('web', wave(1, 3))])}
        height={90}
      />
    </div>
  ),
};
