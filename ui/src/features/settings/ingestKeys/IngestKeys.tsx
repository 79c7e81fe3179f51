import { useState } from 'react';
import { Button } from '@mantine/core';
import { useStatus } from '@/api/useStatus';
import { otlpEndpoint } from '@/core/send/endpoint';
import { useNow } from '@/core/timeNow';
import { DataTable } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { SendSnippets } from '@/ui/SendSnippets/SendSnippets';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Created } from '../parts/Created';
import { SectionFrame } from '../parts/SectionFrame';
import { tokenColumns } from '../parts/tokenColumns';
import { tokenState } from '../parts/tokenState';
import { useOpen } from '../parts/useOpen';
import { useIngestKeys } from './api';
import { KeyDrawer } from './KeyDrawer';
import { NewKey } from './NewKey';

const COLUMNS = tokenColumns('rate');

type CreatedKey = { name: string; secret: string; service: string };

/** Ingest keys: made, with the lines to paste, looked at, revoked. */
export default function IngestKeys() {
  const keys = useIngestKeys();
  const now = useNow();
  const { open, show, close } = useOpen();
  const [created, setCreated] = useState<CreatedKey>();
  const items = keys.data?.items ?? [];
  const chosen = items.find(({ id }) => id === open);
  return (
    <SectionFrame
      title="Ingest keys"
      about="For senders. A key can send telemetry and read nothing, so it may lie in the configuration of a service."
      action={
        <Button size="xs" onClick={() => show('new')}>
          New key
        </Button>
      }
      drawer={
        open === 'new' ? (
          <NewKey
            onClose={close}
            onCreated={(made) => {
              setCreated(made);
              close();
            }}
          />
        ) : (
          chosen && <KeyDrawer key={chosen.id} ingestKey={chosen} onClose={close} />
        )
      }
    >
      {created && <CreatedPanel created={created} onDone={() => setCreated(undefined)} />}
      <Panel title="Keys" note={items.length > 0 ? `${items.filter((key) => tokenState(key, now) === 'active').length} active` : undefined}>
        <QueryBody
          query={keys}
          skeleton={<TableSkeleton />}
          isEmpty={(data) => data.items.length === 0}
          empty={<Empty title="No ingest key yet" hint="Senders on this server’s machine need none. Make one for each sender elsewhere: then each can be revoked alone." />}
        >
          {(data) => (
            <DataTable
              label="Ingest keys"
              columns={COLUMNS}
              rows={data.items}
              rowKey={(key) => key.id}
              rowTone={(key) => (tokenState(key, now) === 'active' ? undefined : 'off')}
              onRow={(key) => show(key.id)}
              selected={open}
              chooser="ingest-keys"
              sort={{ id: 'created', descending: true }}
            />
          )}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}

function CreatedPanel({ created, onDone }: { created: CreatedKey; onDone: () => void }) {
  const { data } = useStatus();
  const [chosen, setChosen] = useState('env');
  const to = { endpoint: otlpEndpoint(data?.listeners.otlp_http, window.location), service: created.service, key: created.secret };
  return (
    <Created what={`Key ${created.name}`} secret={created.secret} onDone={onDone}>
      <SendSnippets to={to} chosen={chosen} onChoose={setChosen} />
    </Created>
  );
}
