import { useState, type ChangeEvent } from 'react';
import { Button, FileButton, Modal, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { describeError } from '@/api/problem';
import { Notice } from '@/ui/Notice/Notice';
import { toast } from '@/ui/toast';
import { HEALTH, importMonitors, type Imported } from '../api/monitors';
import styles from './ImportDialog.module.css';

const PLACEHOLDER = 'monitors:\n  - name: Shop\n    check: { kind: http, url: https://shop.example/health }\n    interval: 30s';

/** Monitors from YAML: first what would happen, then that. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [yaml, setYaml] = useState('');
  const [told, setTold] = useState<Imported>();
  const [refused, setRefused] = useState<string>();
  const [working, setWorking] = useState(false);
  const type = (text: string) => {
    setYaml(text);
    setTold(undefined);
    setRefused(undefined);
  };
  const ask = async (dryRun: boolean) => {
    setWorking(true);
    setRefused(undefined);
    try {
      const answer = await importMonitors(yaml, dryRun);
      if (dryRun || answer.errors.length > 0) return setTold(answer);
      void queries.invalidateQueries({ queryKey: HEALTH });
      toast({ title: 'Monitors imported', detail: counted(answer) });
      onClose();
    } catch (error) {
      const { title, detail } = describeError(error);
      setRefused(detail ?? title);
    } finally {
      setWorking(false);
    }
  };
  const changes = told ? told.created.length + told.updated.length : 0;
  return (
    <Modal opened onClose={onClose} title="Import monitors" size={680} centered transitionProps={{ duration: 80 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles.form}>
        <Textarea aria-label="YAML" placeholder={PLACEHOLDER} classNames={{ input: styles.yaml }} autosize minRows={10} maxRows={20} value={yaml} onChange={(event: ChangeEvent<HTMLTextAreaElement>) => type(event.currentTarget.value)} data-autofocus />
        {refused && <Notice tone="error" text={refused} />}
        {told?.errors.map((error) => <Notice key={error} tone="error" text={error} />)}
        {told && told.errors.length === 0 && <Notice tone="info" text={changes === 0 ? 'Nothing would change: all of them are here as they are.' : `This would happen: ${counted(told)}.`} />}
        <div className={styles.actions}>
          {told && told.errors.length === 0 && changes > 0 ? (
            <Button size="xs" loading={working} onClick={() => void ask(false)}>
              Import
            </Button>
          ) : (
            <Button size="xs" loading={working} disabled={yaml.trim() === ''} onClick={() => void ask(true)}>
              Check
            </Button>
          )}
          <FileButton accept=".yml,.yaml,text/yaml" onChange={(file) => void file?.text().then(type)}>
            {(props) => (
              <Button size="xs" variant="default" {...props}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </div>
      </div>
    </Modal>
  );
}

const counted = ({ created, updated, unchanged }: Imported): string => `${created.length} made, ${updated.length} changed, ${unchanged.length} left as they are`;
