import { useSearch } from '@tanstack/react-router';
import { POSTGRESQL } from './postgresql/spec';
import { Databases } from './postgresql/Databases';
import { StatementDrawer } from './postgresql/StatementDrawer';
import { Statements } from './postgresql/Statements';
import { Tables } from './postgresql/Tables';
import { readSystemSearch } from './search';
import { SystemPage } from './SystemPage';

/** A PostgreSQL server: who is connected and waits, which statements take the time, which tables grow. */
export function PostgresqlPage() {
  const { open } = readSystemSearch(useSearch({ strict: false }));
  return (
    <SystemPage spec={POSTGRESQL} drawer={(of) => open !== undefined && <StatementDrawer key={open} of={of} id={open} />}>
      {(of) => (
        <>
          <Statements of={of} open={open} />
          <Databases of={of} />
          <Tables of={of} />
        </>
      )}
    </SystemPage>
  );
}
