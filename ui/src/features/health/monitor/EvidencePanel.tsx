import { useSearch } from '@tanstack/react-router';
import { Control } from '@/ui/Control/Control';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { Skeleton } from '@/ui/Skeleton/Skeleton';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useEvidence } from '../api/results';
import type { MonitorDetail } from '../api/types';
import { ResultBody } from '../parts/ResultBody';
import { readMonitorSearch, type MonitorSearch } from '../search';
import { useSearchPatch } from '@/core/useSearchPatch';
import { Around } from './Around';
import styles from './EvidencePanel.module.css';

/** What a check that failed has left: by itself the newest while the monitor fails, any other that was chosen. */
export function EvidencePanel({ monitor, failing }: { monitor: MonitorDetail; failing: boolean }) {
  const { at } = readMonitorSearch(useSearch({ strict: false }));
  const patch = useSearchPatch<MonitorSearch>();
  const wanted = failing || at !== undefined;
  const evidence = useEvidence(monitor.id, at, wanted);
  if (!wanted) return null;
  const began = evidence.data?.first_failed_at;
  return (
    <Panel
      title={at === undefined ? 'The check that failed' : 'A check'}
      note={began ? <>first failed <Timestamp at={began} mode="relative" /></> : undefined}
      actions={at !== undefined && <Control quiet onClick={() => patch({ at: undefined })}>{failing ? 'The newest one' : 'Close'}</Control>}
    >
      <QueryBody query={evidence} notices={({ notices }) => notices} skeleton={<div className={styles.skeleton}><Skeleton height={150} /></div>}>
        {(shown) => (
          <>
            <ResultBody result={shown.result} />
            <Around evidence={shown} service={monitor.service} />
          </>
        )}
      </QueryBody>
    </Panel>
  );
}
