import { useState } from 'react';
import { Button } from '@mantine/core';
import { useNow } from '@/core/timeNow';
import { CodeBlock } from '@/ui/CodeBlock/CodeBlock';
import { DataTable } from '@/ui/DataTable/DataTable';
import { Empty } from '@/ui/Empty/Empty';
import { Panel } from '@/ui/Panel/Panel';
import { QueryBody } from '@/ui/Panel/QueryBody';
import { TableSkeleton } from '@/ui/TableSkeleton/TableSkeleton';
import { Created } from '../parts/Created';
import { SectionFrame } from '../parts/SectionFrame';
import { tokenColumns } from '../parts/tokenColumns';
import { tokenState } from '../parts/tokenState';
import { useOpen } from '../parts/useOpen';
import { useTokens } from './api';
import { NewToken } from './NewToken';
import { TokenDrawer } from './TokenDrawer';

const COLUMNS = tokenColumns('role');

/** API tokens: made, looked at, revoked. */
export default function Tokens() {
  const tokens = useTokens();
  const now = useNow();
  const { open, show, close } = useOpen();
  const [created, setCreated] = useState<{ name: string; secret: string }>();
  const items = tokens.data?.items ?? [];
  const chosen = items.find(({ id }) => id === open);
  return (
    <SectionFrame
      title="API tokens"
      about="For programs that ask: dashboards, scripts, the command line. A token has one role and can be limited to services and environments."
      action={
        <Button size="xs" onClick={() => show('new')}>
          New token
        </Button>
      }
      drawer={
        open === 'new' ? (
          <NewToken
            onClose={close}
            onCreated={(name, secret) => {
              setCreated({ name, secret });
              close();
            }}
          />
        ) : (
          chosen && <TokenDrawer key={chosen.id} token={chosen} onClose={close} />
        )
      }
    >
      {created && (
        <Created what={`Token ${created.name}`} secret={created.secret} onDone={() => setCreated(undefined)}>
          <CodeBlock label="Try it" code={`curl -H 'Authorization: Bearer ${created.secret}' ${window.location.origin}/rest/status`} />
        </Created>
      )}
      <Panel title="Tokens" note={items.length > 0 ? `${items.filter((token) => tokenState(token, now) === 'active').length} active` : undefined}>
        <QueryBody
          query={tokens}
          skeleton={<TableSkeleton />}
          isEmpty={(data) => data.items.length === 0}
          empty={<Empty title="No token yet" hint="Make one for each program, with the least role that does: then each can be revoked alone." />}
        >
          {(data) => (
            <DataTable
              label="API tokens"
              columns={COLUMNS}
              rows={data.items}
              rowKey={(token) => token.id}
              rowTone={(token) => (tokenState(token, now) === 'active' ? undefined : 'off')}
              onRow={(token) => show(token.id)}
              selected={open}
              chooser="tokens"
              sort={{ id: 'created', descending: true }}
            />
          )}
        </QueryBody>
      </Panel>
    </SectionFrame>
  );
}
