import { Sample } from '../parts/Sample';
import { answer, override, panel, series, START, STEP, wave } from '../samples';

const MIXED = answer([series('reads', wave(0, 120)), series('writes', wave(1, 60)), series('latency', wave(2, 0.02), { ref: 'B' })]);
const NETWORK = answer([series('eth0 in', wave(0, 2e6)), series('eth1 in', wave(2, 1e6)), series('eth0 out', wave(1, 1.4e6)), series('eth1 out', wave(3, 4e5))]);
const MODES = answer(['idle', 'user', 'system', 'iowait'].map((mode, i) => series(mode, wave(i, [5, 2, 1, 0.4][i]!).map((value) => value / 10), { labels: { mode } })));
const GAPS = answer([series('jobs', wave(1, 40).map((value, i) => (i > 20 && i < 30 ? null : value)))]);
const MARKS = [{ time: START + 20 * STEP, kind: 'deployment' as const, label: 'checkout 2.14.0' }];

export const gallery = {
  title: 'Time series panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample
        panel={panel('timeseries', {
          title: 'Lines on two axes, with limits',
          values: { unit: 'ops', thresholds: [{ value: null, colour: 'green' }, { value: 150, colour: 'orange' }, { value: 180, colour: 'red' }] },
          overrides: [override('name', 'latency', { unit: 's', axis: 'right', colour: 'purple' })],
          options: { show_thresholds: true, axis_label: 'operations', legend: { shown: true, form: 'table', place: 'bottom', calculations: ['last', 'mean', 'max'] } },
        })}
        data={MIXED}
        height={260}
        marks={MARKS}
      />
      <Sample
        panel={panel('timeseries', { title: 'In and out', values: { unit: 'Bps' }, overrides: [override('regex', ' out$', { negative: true })], options: { fill: 20, stack: 'normal' } })}
        data={NETWORK}
      />
      <Sample
        panel={panel('timeseries', { title: 'Shares', values: { unit: 'short' }, options: { stack: 'percent', fill: 60, legend: { shown: true, form: 'list', place: 'right', calculations: ['last'] } } })}
        data={MODES}
      />
      <Sample panel={panel('timeseries', { title: 'Bars', values: { minimum: 0 }, options: { draw: 'bars', fill: 80, stack: 'normal' } })} data={MODES} />
      <Sample panel={panel('timeseries', { title: 'Steps with a gap, logarithmic', options: { steps: true, log_base: 10, line_width: 2 } })} data={GAPS} />
      <Sample panel={panel('timeseries', { title: 'Points', values: { unit: 'ms', maximum: 80 }, options: { draw: 'points' } })} data={GAPS} height={120} />
      <Sample panel={panel('timeseries', { title: 'As a table', values: { unit: 'ms' } })} data={GAPS} height={120} asTable />
    </div>
  ),
};
