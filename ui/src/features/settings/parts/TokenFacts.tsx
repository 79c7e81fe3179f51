import type { ReactNode } from 'react';
import type { Schemas } from '@/api/client';
import { Definition } from '@/ui/Definition/Definition';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { Scope } from './Scope';
import { TokenStateWord } from './TokenStateWord';

const when = (at: string | null, otherwise: string) => (at === null ? otherwise : <Timestamp at={at} />);

/** Everything that is known of a token or key, its secret excepted. */
export function TokenFacts({ token, own }: { token: Schemas['TokenView']; own: readonly [string, ReactNode] }) {
  return (
    <Definition
      label={token.name}
      entries={[
        ['State', <TokenStateWord key="state" token={token} />],
        own,
        ['Services', <Scope key="services" names={token.services} />],
        ['Environments', <Scope key="environments" names={token.environments} />],
        ['Last used', when(token.last_used_at, 'never')],
        ['Ends', when(token.expires_at, 'never')],
        ['Created', when(token.created_at, '–')],
        ['Made by', token.created_by],
        ...(token.revoked_at === null ? [] : [['Revoked', <Timestamp key="revoked" at={token.revoked_at} />] as const]),
        ['Id', token.id],
      ]}
    />
  );
}
