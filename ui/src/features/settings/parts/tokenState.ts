import { toSeconds } from '@/core/time';

export type TokenState = 'active' | 'expired' | 'revoked';

type Ends = { expires_at: string | null; revoked_at: string | null };

/** Whether a token still opens anything. */
export function tokenState({ expires_at, revoked_at }: Ends, nowSeconds: number): TokenState {
  if (revoked_at !== null) return 'revoked';
  return expires_at !== null && toSeconds(expires_at) <= nowSeconds ? 'expired' : 'active';
}

const SOON_SECONDS = 7 * 86_400;

/** Whether it ends within a week: somebody should know. */
export function endsSoon(token: Ends, nowSeconds: number): boolean {
  return tokenState(token, nowSeconds) === 'active' && token.expires_at !== null && toSeconds(token.expires_at) - nowSeconds < SOON_SECONDS;
}
