import type { Schemas } from '@/api/client';
import { thousands } from '@/core/format';
import { toSeconds } from '@/core/time';
import type { Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { Scope } from './Scope';
import { TokenStateWord } from './TokenStateWord';

type Token = Schemas['TokenView'];

const when = (at: string | null) => (at === null ? '–' : <Timestamp at={at} mode="relative" />);
const sortable = (at: string | null) => (at === null ? null : toSeconds(at));

/** The columns of API tokens (with a role) and of ingest keys (with a rate). */
export function tokenColumns(kind: 'role' | 'rate'): readonly Column<Token>[] {
  const own: Column<Token> =
    kind === 'role'
      ? { id: 'role', header: 'Role', cell: (token) => token.role ?? '–', sortBy: (token) => token.role }
      : {
          id: 'rate',
          header: 'Records/s',
          align: 'right',
          cell: (token) => (token.rate_per_second === null ? 'no limit' : thousands(token.rate_per_second)),
          sortBy: (token) => token.rate_per_second,
        };
  return [
    { id: 'name', header: 'Name', cell: (token) => token.name, sortBy: (token) => token.name, fixed: true },
    { id: 'state', header: 'State', cell: (token) => <TokenStateWord token={token} />, sortBy: (token) => token.revoked_at },
    own,
    { id: 'services', header: 'Services', cell: (token) => <Scope names={token.services} /> },
    { id: 'environments', header: 'Environments', cell: (token) => <Scope names={token.environments} /> },
    { id: 'used', header: 'Last used', align: 'right', cell: (token) => (token.last_used_at === null ? 'never' : when(token.last_used_at)), sortBy: (token) => sortable(token.last_used_at) },
    { id: 'expires', header: 'Ends', align: 'right', cell: (token) => (token.expires_at === null ? 'never' : <Timestamp at={token.expires_at} />), sortBy: (token) => sortable(token.expires_at) },
    { id: 'created', header: 'Created', align: 'right', cell: (token) => when(token.created_at), sortBy: (token) => sortable(token.created_at) },
    { id: 'by', header: 'Made by', cell: (token) => token.created_by, sortBy: (token) => token.created_by, optional: true },
  ];
}
