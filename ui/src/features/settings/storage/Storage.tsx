import { formatValue, thousands } from '@/core/format';
import { useCan } from '@/core/permissions';
import { Control } from '@/ui/Control/Control';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { SectionFrame } from '../parts/SectionFrame';
import { useOpen } from '../parts/useOpen';
import { useStorage } from './api';
import { Archive } from './Archive';
import { Holds } from './Holds';
import { Moves } from './Moves';
import { NewHold } from './NewHold';
import { Outlook } from './Outlook';
import { Tables } from './Tables';
import { Tiers } from './Tiers';
import { useArchive, useTiers } from './tiersApi';
import { daysInWords } from './words';

/** What is stored, how long it stays, and when the disk is full. */
export default function Storage() {
  const storage = useStorage();
  const tiers = useTiers();
  const archive = useArchive(tiers.data?.has_archive ?? false);
  const { open, show, close } = useOpen();
  const mayHold = useCan('holds:manage');
  return (
    <SectionFrame title="Storage" about="What is on disk, how well it compresses, how long it is kept and where it is heading. Retention is set in the configuration file." drawer={open === 'new' && mayHold && <NewHold onClose={close} />}>
      <Panel title="Disk" note={storage.data && (storage.data.engine === 'embedded' ? 'embedded engine' : 'ClickHouse server')}>
        <QueryBody query={storage} skeleton={<TableSkeleton rows={3} />}>
          {(data) => <Outlook storage={data} />}
        </QueryBody>
      </Panel>
      <Panel title="Tiers" note="where records lie as they grow older">
        <QueryBody query={tiers} skeleton={<TableSkeleton rows={4} />}>
          {(data) => <Tiers data={data} />}
        </QueryBody>
      </Panel>
      {tiers.data?.has_archive && (
        <Panel title="Archive" note={archive.data && `${thousands(archive.data.days.length)} ${archive.data.days.length === 1 ? 'day' : 'days'}`}>
          <QueryBody
            query={archive}
            skeleton={<TableSkeleton rows={3} />}
            isEmpty={({ days }) => days.length === 0}
            empty={<Empty title="No day is archived yet" hint={`Days move here ${daysInWords(tiers.data.cold_days)} after they ended; they stay searchable, only slower.`} />}
          >
            {({ days }) => <Archive days={days} />}
          </QueryBody>
        </Panel>
      )}
      <Panel title="Legal holds" note="nothing deletes what is held" actions={mayHold && <Control onClick={() => show('new')}>Hold records …</Control>}>
        <QueryBody query={tiers} skeleton={<TableSkeleton rows={2} />}>
          {({ holds }) => <Holds holds={holds} />}
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
      {tiers.data && tiers.data.moves.length > 0 && (
        <Panel title="Moves" note="what retention did lately">
          <Moves moves={tiers.data.moves} />
        </Panel>
      )}
    </SectionFrame>
  );
}
