import { useMemo } from 'react';
import type { Layer } from '@/charts/Histogram/buckets';
import { Histogram } from '@/charts/Histogram/Histogram';
import type { useTimeRange } from '@/core/useTimeRange';
import { QueryBody, type PanelQuery } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useServiceTokens } from '@/core/serviceSlots';
import type { LogCounts } from '../api';
import { layersOf, OTHERS } from '../model/layers';
import { useLastGood } from '../useLastGood';
import styles from './RecordsHistogram.module.css';

const HEIGHT = 92;

type Props = {
  time: ReturnType<typeof useTimeRange>;
  histogram: PanelQuery<LogCounts> & { isPlaceholderData: boolean };
  /** The field that tells bars apart. */
  by: string;
  /** The search can't be read: the query bar says why, the last good counts stay. */
  fault: boolean;
};

/** Records over time, in the colours of a field's values (levels: the worst on top). Drag to zoom, click a bar for its interval. */
export function RecordsHistogram({ time, histogram, by, fault }: Props) {
  const data = useLastGood(histogram.data);
  const serviceTokenOf = useServiceTokens();
  const drawn = useMemo(() => data && { ...data, series: data.series.map((each) => ({ name: nameOf(each), points: each.points })) }, [data]);
  const layers = useMemo(() => layersOf(by, data?.series.map(nameOf) ?? [], serviceTokenOf), [by, data, serviceTokenOf]);
  if (fault && !drawn) return null;
  return (
    <section className={styles.panel} aria-label="Log records over time" aria-busy={histogram.isPlaceholderData} data-stale={fault || undefined}>
      <QueryBody query={{ ...histogram, data: drawn, error: fault ? null : histogram.error }} skeleton={<Skeleton height={HEIGHT - 30} />}>
        {(buckets) => (
          <>
            <Histogram label={`Log records by ${by}`} buckets={buckets} layers={layers} height={HEIGHT} onInterval={time.show} />
            {by !== 'level' && <Key layers={layers} />}
          </>
        )}
      </QueryBody>
    </section>
  );
}

/** Which colour is which value. Levels need none: their colours are those of the lines. */
function Key({ layers }: { layers: readonly Layer[] }) {
  return (
    <ul className={styles.key} aria-label="Colours">
      {layers.toReversed().map(({ key, label, color, strength }) => (
        <li key={key}>
          <i style={{ background: `var(${color})`, opacity: strength }} />
          {label}
        </li>
      ))}
    </ul>
  );
}

/** A value may be called like the rest of them: only the server knows which it is. */
const nameOf = ({ value, is_other }: LogCounts['series'][number]): string => (is_other ? OTHERS : value);
