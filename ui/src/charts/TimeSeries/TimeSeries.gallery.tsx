import { logsAt, tracesAt } from '@/core/links';
import { sampleChart } from './sampleChart';
import { TimeSeries } from './TimeSeries';
import type { Annotation, Threshold } from './types';

const lines = sampleChart(['checkout', 'catalog', 'payments'], 'ms', 120, true);
const layers = sampleChart(['info', 'warn', 'error'], 'short', 40);
const at = (share: number) => lines.start + (lines.end - lines.start) * share;
const LIMITS: Threshold[] = [{ value: 320, tone: 'critical', label: 'SLO 320 ms' }];
const EVENTS: Annotation[] = [
  { time: at(0.2), kind: 'deployment', label: 'checkout 2.14.0' },
  { time: at(0.35), kind: 'config', label: 'pool size 20 → 40' },
  { time: at(0.6), end: at(0.8), kind: 'incident', label: 'Payments slow' },
];
const HEIGHT = 168;
const zoomed = () => undefined;

export const gallery = {
  title: 'Time series',
  group: 'Charts' as const,
  render: () => (
    <div style={{ display: 'grid', gap: 16 }}>
      <TimeSeries
        label="Latency by service"
        kind="lines"
        data={lines}
        height={HEIGHT}
        zone="utc"
        thresholds={LIMITS}
        annotations={EVENTS}
        onZoom={zoomed}
        links={({ time, series }) => [
          { label: 'Logs at this time', link: logsAt(time, series) },
          { label: 'Traces at this time', link: tracesAt(time, series) },
        ]}
      />
      <TimeSeries label="Log records by level" kind="stackedBars" data={layers} height={HEIGHT} zone="utc" onZoom={zoomed} />
      <TimeSeries label="Memory by service" kind="stackedArea" data={layers} height={HEIGHT} zone="utc" onZoom={zoomed} />
    </div>
  ),
};
