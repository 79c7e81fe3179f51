import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconListSearch, IconRoute } from '@tabler/icons-react';
import { useKeys } from '@/core/keys';
import { logsAt, serviceLink, tracesAt } from '@/core/links';
import { toSeconds } from '@/core/time';
import { useNow } from '@/core/timeNow';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { ServiceName } from '@/ui/ServiceName/ServiceName';
import { StatusBadge } from '@/ui/StatusBadge/StatusBadge';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { toastError } from '@/ui/toast';
import { useIncidentActions, type IncidentDetail } from '../api';
import { lasted, standing } from '../words';
import styles from './IncidentHead.module.css';

/** What it is, how it stands, what is thought to be the cause, and what can be done. */
export function IncidentHead({ incident, canWrite }: { incident: IncidentDetail; canWrite: boolean }) {
  const { id, number, title, state, cause, service, opened_at, acknowledged_at, acknowledged_by, resolved_at } = incident;
  const { severity, word } = standing(incident);
  const { acknowledge, resolve } = useIncidentActions(id);
  const [resolving, setResolving] = useState(false);
  const now = useNow();
  const at = toSeconds(opened_at);
  const take = () => acknowledge.mutate(undefined, { onError: (error) => toastError('Not acknowledged', error) });
  useKeys(canWrite && state === 'open' ? [{ keys: 'a', label: 'Acknowledge', run: take }] : []);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <StatusBadge severity={severity}>{word}</StatusBadge>
        <h2 className={styles.title}>
          <span className={styles.number}>#{number}</span> {title}
        </h2>
        {canWrite && state !== 'resolved' && (
          <div className={styles.actions}>
            {state === 'open' && (
              <Button size="xs" loading={acknowledge.isPending} onClick={take}>
                Acknowledge
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setResolving(true)}>
              Resolve
            </Button>
          </div>
        )}
      </div>
      {cause && <p className={styles.cause}>{cause}</p>}
      <p className={styles.facts}>
        {service && (
          <Link {...serviceLink(service)} className={styles.way}>
            <ServiceName name={service} />
          </Link>
        )}
        <span>
          opened <Timestamp at={opened_at} mode="relative" />
        </span>
        <span>{resolved_at === null ? `lasts ${lasted(incident, now)}` : `lasted ${lasted(incident, now)}`}</span>
        {acknowledged_at !== null && (
          <span>
            taken by {acknowledged_by} <Timestamp at={acknowledged_at} mode="relative" />
          </span>
        )}
        <Link {...tracesAt(at, service || undefined)} className={styles.way}>
          <IconRoute size={14} stroke={1.7} aria-hidden="true" />
          Traces when it began
        </Link>
        <Link {...logsAt(at, service || undefined)} className={styles.way}>
          <IconListSearch size={14} stroke={1.7} aria-hidden="true" />
          Logs when it began
        </Link>
      </p>
      <ConfirmDialog opened={resolving} title={`Resolve incident #${number}`} confirm="Resolve" tone="plain" reason="What ended it" onConfirm={(text) => resolve.mutateAsync(text)} onClose={() => setResolving(false)}>
        <p>An incident resolves by itself once all of its monitors have recovered. If one of them fails on, a new incident opens.</p>
      </ConfirmDialog>
    </header>
  );
}
