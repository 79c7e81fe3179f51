import type { Schemas } from '@/api/client';
import { useNow } from '@/core/timeNow';
import { State } from './State';
import { endsSoon, tokenState } from './tokenState';

/** Active, ending soon, expired or revoked. */
export function TokenStateWord({ token }: { token: Schemas['TokenView'] }) {
  const now = useNow();
  const state = tokenState(token, now);
  if (state !== 'active') return <State word={state} tone="unknown" />;
  return endsSoon(token, now) ? <State word="ends soon" tone="warning" /> : <State word="active" tone="ok" />;
}
