import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconBraces, IconCopyPlus, IconDeviceTv, IconDots, IconDownload, IconHistory, IconSettings, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { dashboardsLink } from '@/core/links';
import { ConfirmDialog } from '@/ui/ConfirmDialog/ConfirmDialog';
import { Control } from '@/ui/Control/Control';
import { toast, toastError } from '@/ui/toast';
import { exportDashboard, useDashboardChanges } from '../data/api';
import { SaveCopy } from '../edit/SaveCopy';
import type { DashboardView } from '../model/dashboard';
import { useBoard, useDocument } from './BoardContext';
import { download, fileName } from './download';

/** What can be done with a dashboard, besides looking at it. */
export function BoardMenu({ view }: { view: DashboardView }) {
  const { mayEdit, patch } = useBoard();
  const dashboard = useDocument();
  const { remove } = useDashboardChanges();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'delete' | 'copy' | null>(null);
  const stored = view.origin === 'stored';
  const save = async (format: 'sardonyx' | 'grafana') => {
    try {
      const { document, notes } = await exportDashboard(view.dashboard.uid, format);
      download(fileName(`${dashboard.title}${format === 'grafana' ? ' grafana' : ''}`, 'json'), JSON.stringify(document, null, 2), 'application/json');
      if (notes.length > 0) toast({ title: 'Exported for Grafana', tone: 'warning', detail: `Without counterpart there: ${notes.map(({ panel, what, why }) => `${panel ? `${panel}: ` : ''}${what} (${why})`).join('; ')}` });
    } catch (error) {
      toastError('Not exported', error);
    }
  };
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Control aria-label="More of this dashboard" title="More">
            <IconDots size={15} />
          </Control>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDeviceTv size={14} />} onClick={() => patch({ kiosk: '1' })}>Kiosk</Menu.Item>
          {mayEdit && <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => patch({ open: 'settings', edit: '1' })}>Settings and variables</Menu.Item>}
          <Menu.Item leftSection={<IconBraces size={14} />} onClick={() => patch({ open: 'json' })}>JSON</Menu.Item>
          {stored && <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => patch({ open: 'versions' })}>Versions</Menu.Item>}
          <Menu.Divider />
          <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => void save('sardonyx')}>Download</Menu.Item>
          <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => void save('grafana')}>Download for Grafana</Menu.Item>
          {mayEdit && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconCopyPlus size={14} />} onClick={() => setAsked('copy')}>Save a copy</Menu.Item>
              {stored && <Menu.Item leftSection={<IconTrash size={14} />} color="var(--error)" onClick={() => setAsked('delete')}>Delete</Menu.Item>}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'copy' && <SaveCopy view={view} onClose={() => setAsked(null)} />}
      <ConfirmDialog
        opened={asked === 'delete'}
        title="Delete this dashboard?"
        confirm="Delete"
        typed={dashboard.title}
        onConfirm={async () => {
          await remove(view.dashboard.uid);
          toast({ title: `${dashboard.title} is deleted` });
          void navigate(dashboardsLink());
        }}
        onClose={() => setAsked(null)}
      >
        <p>It goes with all of its versions, and does not come back. Download it first to keep it.</p>
      </ConfirmDialog>
    </>
  );
}
