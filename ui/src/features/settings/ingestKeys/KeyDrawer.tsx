import { thousands } from '@/core/format';
import { SideDrawer } from '@/ui/SideDrawer/SideDrawer';
import { RevokeButton } from '../parts/RevokeButton';
import { TokenFacts } from '../parts/TokenFacts';
import { revokeIngestKey, type IngestKey } from './api';

/** One ingest key. */
export function KeyDrawer({ ingestKey, onClose }: { ingestKey: IngestKey; onClose: () => void }) {
  const rate = ingestKey.rate_per_second;
  return (
    <SideDrawer label="Ingest key" title={ingestKey.name} onClose={onClose}>
      <TokenFacts token={ingestKey} own={['Records/s', rate === null ? 'no limit' : thousands(rate)]} />
      {ingestKey.revoked_at === null && (
        <RevokeButton what="key" name={ingestKey.name} effect="Senders that use it are refused from now on." onRevoke={() => revokeIngestKey(ingestKey.id)} />
      )}
    </SideDrawer>
  );
}
