import { Charts } from '../panels/Charts';
import { FigureTable } from '../panels/FigureTable';
import { Facts } from './redis/Facts';
import { REDIS } from './redis/spec';
import { COMMANDS, KEYSPACE } from './redis/tables';
import { SystemPage } from './SystemPage';

/** A Redis server: memory against its limit, hits, what is evicted, which commands take the time, what a crash would lose. */
export function RedisPage() {
  return (
    <SystemPage spec={REDIS}>
      {(of, figures) => (
        <>
          <FigureTable title="By command" note="over the time range" of={of} by="cmd" header="Command" columns={COMMANDS} sort="calls" empty="No command was called" hint="Not one in this time range." />
          <Charts>
            <FigureTable title="Keyspace" of={of} by="db" header="Database" columns={KEYSPACE} sort="keys" empty="No database has keys" hint="Databases without keys are not told." leastWidth={440} />
            <Facts figures={figures} />
          </Charts>
        </>
      )}
    </SystemPage>
  );
}
