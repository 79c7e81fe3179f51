import { formatValue, thousands } from '@/core/format';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { SectionFrame } from '../parts/SectionFrame';
import { useStorage } from './api';
import { Outlook } from './Outlook';
import { Tables } from './Tables';

/** What is stored, how long it stays, and when the disk is full. */
export default function Storage() {
  const storage = useStorage();
  return (
    <SectionFrame title="Storage" about="What is on disk, how well it compresses, how long it is kept and where it is heading. Retention is set in the configuration file.">
      <Panel title="Disk" note={storage.data && (storage.data.engine === 'embedded' ? 'embedded engine' : 'ClickHouse server')}>
        <QueryBody query={storage} skeleton={<TableSkeleton rows={3} />}>
          {(data) => <Outlook storage={data} />}
        </QueryBody>
      </Panel>
      <Panel title="Tables" note={storage.data && `${thousands(storage.data.rows)} rows, ${formatValue(storage.data.bytes, 'bytes')}`}>
        <QueryBody
          query={storage}
          skeleton={<TableSkeleton rows={8} />}
          isEmpty={(data) => data.tables.length === 0}
          empty={<Empty title="There are no tables yet" hint="They are made when the server starts." />}
        >
          {(data) => <Tables tables={data.tables} />}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}
