import { Link } from '@tanstack/react-router';
import { sendDataLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { View } from '@/ui/View/View';
import { useCardinality } from './api';
import { Explosions } from './parts/Explosions';
import { LimitMeters } from './parts/LimitMeters';
import { SeriesChart, useSeriesHistory } from './parts/SeriesChart';
import { TopLists } from './parts/TopLists';
import { Totals } from './parts/Totals';
import styles from './CardinalityPage.module.css';

/** How many series there are, where they are, what makes them grow, and how far the limits are. */
export function CardinalityPage() {
  const found = useCardinality();
  const history = useSeriesHistory();
  return (
    <View>
      <QueryBody
        query={found}
        skeleton={<Panel title="Series"><TableSkeleton rows={8} /></Panel>}
        isEmpty={({ totals }) => totals.series === 0}
        empty={
          <Panel title="Series">
            <Empty title="No series is alive at the end of this time range" hint={<><Link {...sendDataLink()} className={styles.link}>Send your data</Link>, scrape what you have under “Targets”, or choose a later time.</>} />
          </Panel>
        }
      >
        {(answer) => (
          <>
            <Totals answer={answer} />
            <Explosions explosions={answer.explosions} />
            <div className={styles.halves}>
              <SeriesChart history={history} limit={answer.limits?.total.limit} />
              <LimitMeters limits={answer.limits} />
            </div>
            <TopLists answer={answer} />
          </>
        )}
      </QueryBody>
    </View>
  );
}
