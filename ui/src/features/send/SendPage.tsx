import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useStatus } from '@/api/useStatus';
import { grpcEndpoint, otlpEndpoint } from '@/core/send/endpoint';
import { Panel } from '@/ui/Panel/Panel';
import { SendSnippets } from '@/ui/SendSnippets/SendSnippets';
import { Arriving } from './Arriving';
import { KeyChoice } from './KeyChoice';
import { useArrivals } from './useArrivals';
import styles from './SendPage.module.css';

const ANY_SERVICE = 'my-service';

/** From nothing to the first record: lines to paste, and the news that they worked. */
export function SendPage() {
  const { with: chosen = 'python', service = '' } = useSearch({ from: '/send' });
  const navigate = useNavigate({ from: '/send' });
  const { data: status } = useStatus();
  const arrivals = useArrivals();
  const [key, setKey] = useState<string>();
  const name = service.trim() || ANY_SERVICE;
  const to = { endpoint: otlpEndpoint(status?.listeners.otlp_http, window.location), service: name, key };
  const grpc = grpcEndpoint(status?.listeners.otlp_grpc, window.location);
  const set = (changes: { with?: string; service?: string }) => void navigate({ search: (previous) => ({ ...previous, ...changes }), replace: true });
  return (
    <div className={styles.page}>
      <Panel title="Paste this where your service starts" className={styles.guide}>
        <div className={styles.body}>
          <div className={styles.first}>
            <TextInput
              label="Name of your service"
              placeholder={ANY_SERVICE}
              value={service}
              onChange={(event) => set({ service: event.currentTarget.value || undefined })}
              autoComplete="off"
              spellCheck={false}
            />
            <KeyChoice service={name} made={key} onMade={setKey} />
          </div>
          <SendSnippets to={to} chosen={chosen} onChoose={(value) => set({ with: value })} />
          <dl className={styles.addresses} aria-label="Addresses of this server">
            <div>
              <dt>OTLP over HTTP</dt>
              <dd>{to.endpoint}</dd>
            </div>
            {grpc && (
              <div>
                <dt>OTLP over gRPC</dt>
                <dd>{grpc}</dd>
              </div>
            )}
          </dl>
        </div>
      </Panel>
      <Arriving arrivals={arrivals} wanted={name} endpoint={to.endpoint} />
    </div>
  );
}
