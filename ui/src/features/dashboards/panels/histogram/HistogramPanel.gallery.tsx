import { Sample } from '../parts/Sample';
import { answer, panel, series, wave } from '../samples';

export const gallery = {
  title: 'Histogram panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample panel={panel('histogram', { title: 'Durations', values: { unit: 'ms' } })} data={answer([series('checkout', wave(0, 120)), series('catalog', wave(2, 90))])} />
      <Sample
        panel={panel('histogram', { title: 'Buckets', values: { unit: 's' } })}
        data={answer([series('0.1', [10, 20], { labels: { le: '0.1' } }), series('0.5', [40, 60], { labels: { le: '0.5' } }), series('1', [44, 70], { labels: { le: '1' } }), series('+Inf', [45, 71], { labels: { le: '+Inf' } })])}
        height={140}
      />
    </div>
  ),
};
