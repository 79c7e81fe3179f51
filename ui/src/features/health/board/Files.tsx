import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconDownload, IconFileImport, IconFiles } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import { ImportDialog } from './ImportDialog';

/** Monitors as files: all of them as YAML, and some from YAML. */
export function Files({ canImport }: { canImport: boolean }) {
  const [importing, setImporting] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Control aria-label="Monitors as files" title="Monitors as files">
            <IconFiles size={14} aria-hidden="true" />
            YAML
          </Control>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href="/rest/health/monitors/export" download="monitors.yml" leftSection={<IconDownload size={14} />}>
            Export all
          </Menu.Item>
          {canImport && (
            <Menu.Item leftSection={<IconFileImport size={14} />} onClick={() => setImporting(true)}>
              Import …
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}
