import { Sample } from '../parts/Sample';
import { answer, panel, series, wave } from '../samples';

const ENDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '+Inf'];
const BUCKETS = answer(ENDS.map((le, i) => series(le, wave(0, 40).map((value, at) => value / (1 + Math.exp(-(i - 3.5 - Math.sin(at / 9)) * 1.6))), { labels: { le } })));

export const gallery = {
  title: 'Heatmap panel',
  group: 'Panels' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 12 }}>
      <Sample panel={panel('heatmap', { title: 'Buckets', values: { unit: 's' } })} data={BUCKETS} />
      <Sample panel={panel('heatmap', { title: 'Of lines', values: { unit: 'bytes' } })} data={answer([0, 1, 2, 3, 4, 5].map((turn) => series(`pod-${turn}`, wave(turn, 4e8))))} />
    </div>
  ),
};
