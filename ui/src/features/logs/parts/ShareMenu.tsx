import { Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useCan } from '@/core/permissions';
import type { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { toast } from '@/ui/toast';
import type { Asked } from '../api';
import { EXPORT_FORMATS, EXPORT_PATH, exportBody, useLogExport } from '../export';
import { curlOf } from '../model/command';
import { absoluteLink } from '../model/absoluteLink';
import styles from './ViewBar.module.css';

type Props = { time: ReturnType<typeof useTimeRange>; asked: Asked; columns: readonly string[] };

/** The search for others: a link that shows these very times, a command that asks the same, all of it as a file. */
export function ShareMenu({ time, asked, columns }: Props) {
  const { copy } = useClipboard();
  const may = useCan('logs:export');
  const saving = useLogExport();
  const take = (what: string, text: string) => {
    copy(text);
    toast({ title: what });
  };
  return (
    <Menu position="bottom-end" width={268}>
      <Menu.Target>
        <Control quiet aria-label={saving.isPending ? 'Exporting…' : 'Export'} title="Link, command, or file of this search" disabled={saving.isPending}>
          <IconDownload size={14} />
          <span className={styles.word}>{saving.isPending ? 'Exporting…' : 'Export'}</span>
        </Control>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => take('Link copied', absoluteLink(location.href, time.resolve()))}>Copy link to these very times</Menu.Item>
        <Menu.Item onClick={() => take('Command copied', curlOf(location.origin, EXPORT_PATH, exportBody({ asked, range: time.resolve(), columns, format: 'ndjson' })))}>
          Copy as curl command
        </Menu.Item>
        {may && (
          <>
            <Menu.Divider />
            <Menu.Label>All records found, as a file</Menu.Label>
            {EXPORT_FORMATS.map(({ format, label }) => (
              <Menu.Item key={format} onClick={() => saving.mutate({ asked, range: time.resolve(), columns, format })}>
                {label}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
