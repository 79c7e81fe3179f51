import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { RevokeButton } from '../parts/RevokeButton';
import { TokenFacts } from '../parts/TokenFacts';
import { revokeToken, type Token } from './api';

/** One API token. */
export function TokenDrawer({ token, onClose }: { token: Token; onClose: () => void }) {
  return (
    <SideDrawer label="API token" title={token.name} onClose={onClose}>
      <TokenFacts token={token} own={['Role', token.role ?? '–']} />
      {token.revoked_at === null && (
        <RevokeButton what="token" name={token.name} effect="Programs that use it are refused from now on." onRevoke={() => revokeToken(token.id)} />
      )}
    </SideDrawer>
  );
}
