import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconBraces, IconChartLine, IconCopy, IconDotsVertical, IconDownload, IconExternalLink, IconLink, IconMaximize, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { metricsLink } from '@/core/links';
import { toast } from '@/ui/toast';
import type { PanelAnswer } from '../data/usePanelData';
import { panelCsv } from '../model/csv';
import type { Panel } from '../model/dashboard';
import { duplicatePanel, removePanel } from '../model/edit';
import type { Scope } from '../model/interpolation';
import { useBoard } from './BoardContext';
import { download, fileName } from './download';
import { Inspect } from './Inspect';
import { MoveTo } from './MoveTo';
import { PanelLinks } from './PanelLinks';
import styles from './PanelMenu.module.css';

type Props = {
  panelKey: string;
  /** As it is shown, with its variables put in. */
  panel: Panel;
  /** As it is in the document. */
  source: Panel;
  scope: Scope;
  answer: PanelAnswer;
};

/** What can be done with a panel. */
export function PanelMenu({ panelKey, panel, source, scope, answer }: Props) {
  const { editing, mayEdit, patch, change } = useBoard();
  const navigate = useNavigate();
  const [inspected, setInspected] = useState(false);
  const promql = answer.asked.filter(({ language }) => language === 'promql');
  const { data } = answer;
  const name = panel.title || `panel ${panel.id}`;
  const copyLink = () => {
    const url = new URL(location.href);
    url.searchParams.set('panel', panelKey);
    void navigator.clipboard.writeText(url.href).then(() => toast({ title: 'Link copied', detail: `It opens ${name} on its own.` }));
  };
  return (
    <>
      <Menu position="bottom-end" width={200} returnFocus withinPortal>
        <Menu.Target>
          <button type="button" className={styles.button} aria-label={`Menu of ${name}`}>
            <IconDotsVertical size={14} stroke={1.8} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconMaximize size={14} />} rightSection={<kbd className={styles.key}>V</kbd>} onClick={() => patch({ panel: panelKey })}>
            View
          </Menu.Item>
          {mayEdit && (
            <Menu.Item leftSection={<IconPencil size={14} />} rightSection={<kbd className={styles.key}>E</kbd>} onClick={() => patch({ panel: String(panel.id), edit: '1' })}>
              Edit
            </Menu.Item>
          )}
          {promql.length > 0 && (
            <Menu.Item leftSection={<IconChartLine size={14} />} onClick={() => void navigate(metricsLink(promql.map(({ text }) => text)))}>
              Explore in metrics
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLink size={14} />} onClick={copyLink}>
            Copy link
          </Menu.Item>
          {data && panel.type !== 'text' && (
            <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => download(fileName(panel.title, 'csv'), panelCsv(data), 'text/csv')}>
              Download as CSV
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconBraces size={14} />} onClick={() => setInspected(true)}>
            Inspect
          </Menu.Item>
          <PanelLinks links={panel.links} scope={scope} icon={<IconExternalLink size={14} />} />
          {editing && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => change((now) => duplicatePanel(now, panel.id).dashboard)}>
                Duplicate
              </Menu.Item>
              <MoveTo panel={panel.id} />
              <Menu.Item leftSection={<IconTrash size={14} />} className={styles.danger} onClick={() => change((now) => removePanel(now, panel.id))}>
                Remove
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {inspected && <Inspect panel={source} name={name} answer={answer} onClose={() => setInspected(false)} />}
    </>
  );
}
