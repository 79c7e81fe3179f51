import { Link } from '@tanstack/react-router';
import { logSourcesLink } from '@/core/links';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { SectionFrame } from '../parts/SectionFrame';
import { useSources } from './api';
import { Arrivals } from './Arrivals';
import { Journal } from './Journal';
import { Receivers } from './Receivers';
import styles from './Sources.module.css';

/** What arrives, through which door, what was refused and what still waits. */
export default function Sources() {
  const sources = useSources();
  return (
    <SectionFrame title="Sources" about="What each service sent in the time range above, and what receivers and the journal did since the server started." action={<Link className={styles.link} {...logSourcesLink()}>Log sources</Link>}>
      <Panel title="Services that send" note={sources.data && `${new Set(sources.data.arrivals.map(({ service }) => service)).size} services`}>
        <QueryBody
          query={sources}
          skeleton={<TableSkeleton rows={8} />}
          notices={(data) => data.notices}
          isEmpty={(data) => data.arrivals.length === 0}
          empty={<Empty title="Nothing arrived in this time range" hint="Choose a longer one, or see “Send data” for how to send the first record." />}
        >
          {(data) => <Arrivals arrivals={data.arrivals} />}
        </QueryBody>
      </Panel>
      {sources.data && (
        <>
          <Receivers receivers={sources.data.receivers} startedAt={sources.data.started_at} />
          <Journal journal={sources.data.journal} streams={sources.data.streams} />
        </>
      )}
    </SectionFrame>
  );
}
