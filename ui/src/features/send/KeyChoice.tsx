import { useState } from 'react';
import { IconCheck } from '@tabler/icons-react';
import { api, unwrap } from '@/api/client';
import { queryClient } from '@/api/queryClient';
import { useCan } from '@/core/permissions';
import { isLoopback } from '@/core/send/endpoint';
import { Control } from '@/ui/Control/Control';
import { CopyButton } from '@/ui/CopyButton/CopyButton';
import { toastError } from '@/ui/toast';
import styles from './KeyChoice.module.css';

type Props = { service: string; made: string | undefined; onMade: (key: string) => void };

/** Whether the sender needs a key, and a key made in place for whoever may make one. It is then in the lines below. */
export function KeyChoice({ service, made, onMade }: Props) {
  const may = useCan('tokens:manage');
  const [making, setMaking] = useState(false);
  const make = async () => {
    setMaking(true);
    try {
      const { token } = await unwrap(api.POST('/rest/ingest-keys', { body: { name: service } }));
      void queryClient.invalidateQueries({ queryKey: ['settings', 'ingest-keys'] });
      onMade(token);
    } catch (error) {
      toastError('No key was made', error);
    } finally {
      setMaking(false);
    }
  };
  if (made) {
    return (
      <p className={styles.made} role="status">
        <IconCheck size={14} aria-hidden="true" />
        <span>
          The key is in the lines below, and shown only now. <CopyButton value={made} label="Copy the key" quiet />
        </span>
      </p>
    );
  }
  return (
    <div className={styles.choice}>
      <span className={styles.words}>
        {isLoopback(window.location) ? 'On this machine no key is needed, unless the server asks for one everywhere.' : 'Senders on other machines need an ingest key.'}
        {!may && ' An administrator can give you a key.'}
      </span>
      {may && (
        <Control disabled={making} onClick={() => void make()}>
          Make a key
        </Control>
      )}
    </div>
  );
}
