import { useState } from 'react';
import { formatValue } from '@/core/format';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { useBars } from '../api/bars';
import type { DaySeconds } from '../api/types';
import { uptimeOf } from '../model/days';
import { DayBars } from '../parts/DayBars';
import styles from './NinetyDays.module.css';

const HEIGHT = 34;

/** 90 days, each of which says what it was. */
export function NinetyDays({ id }: { id: string }) {
  const bars = useBars(id);
  const [at, setAt] = useState<number | null>(null);
  const days = bars.data?.days ?? [];
  const day = at === null ? undefined : bars.data?.bars[at];
  return (
    <Panel title="90 days" note={day && at !== null ? `${days[at]}: ${dayWords(day)}` : 'point at a day'}>
      <div className={styles.body}>
        <QueryBody query={{ ...bars, data: bars.data ?? undefined }} skeleton={<Skeleton height={HEIGHT} />}>
          {(shown) => (
            <>
              <div
                className={styles.days}
                role="img"
                aria-label={`${shown.bars.filter(({ down }) => down > 0).length} of ${shown.bars.length} days with an outage`}
                onPointerMove={({ currentTarget, clientX }) => {
                  const { left, width } = currentTarget.getBoundingClientRect();
                  setAt(Math.max(0, Math.min(shown.bars.length - 1, Math.floor(((clientX - left) / width) * shown.bars.length))));
                }}
                onPointerLeave={() => setAt(null)}
              >
                <DayBars days={shown.bars} height={HEIGHT} />
                {at !== null && <i className={styles.cursor} style={{ left: `${(at / shown.bars.length) * 100}%`, width: `${100 / shown.bars.length}%` }} />}
              </div>
              <p className={styles.ends}>
                <span>{shown.days[0]}</span>
                <span>today</span>
              </p>
            </>
          )}
        </QueryBody>
      </div>
    </Panel>
  );
}

/** What a day was, in words. */
function dayWords(day: DaySeconds): string {
  const { down, degraded, maintenance, unknown } = day;
  const ratio = uptimeOf([day]);
  const parts = [
    ratio === null ? 'nobody watched' : formatValue(ratio, 'ratio'),
    down > 0 && `down for ${formatValue(down, 's')}`,
    degraded > 0 && `degraded for ${formatValue(degraded, 's')}`,
    maintenance > 0 && `maintenance for ${formatValue(maintenance, 's')}`,
    ratio !== null && unknown > 0 && `not watched for ${formatValue(unknown, 's')}`,
  ];
  return parts.filter(Boolean).join(', ');
}
