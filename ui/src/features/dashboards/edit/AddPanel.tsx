import { Button, Menu } from '@mantine/core';
import { IconArticle, IconChartAreaLine, IconChartBar, IconChartHistogram, IconGauge, IconGrid4x4, IconListDetails, IconNumbers, IconPlus, IconRoute, IconTable, IconTimeline } from '@tabler/icons-react';
import { Control } from '@/ui/Control/Control';
import type { PanelType } from '../model/dashboard';
import { addPanel, nextPanelId } from '../model/edit';
import { useBoard, useDocument } from '../view/BoardContext';

export const PANEL_TYPES: readonly { type: PanelType; label: string; icon: typeof IconTable }[] = [
  { type: 'timeseries', label: 'Time series', icon: IconChartAreaLine },
  { type: 'stat', label: 'Figure', icon: IconNumbers },
  { type: 'gauge', label: 'Gauge', icon: IconGauge },
  { type: 'bar', label: 'Bars or pie', icon: IconChartBar },
  { type: 'table', label: 'Table', icon: IconTable },
  { type: 'heatmap', label: 'Heatmap', icon: IconGrid4x4 },
  { type: 'histogram', label: 'Histogram', icon: IconChartHistogram },
  { type: 'state-timeline', label: 'State timeline', icon: IconTimeline },
  { type: 'logs', label: 'Logs', icon: IconListDetails },
  { type: 'traces', label: 'Traces', icon: IconRoute },
  { type: 'text', label: 'Text', icon: IconArticle },
];

/** Adds a panel of a type to a section and opens its editor. */
export function AddPanel({ section, prominent = false }: { section: number; prominent?: boolean }) {
  const { change, patch } = useBoard();
  const dashboard = useDocument();
  const add = (type: PanelType) => {
    const id = nextPanelId(dashboard);
    change((now) => addPanel(now, section, type).dashboard);
    patch({ edit: '1', panel: String(id) });
  };
  return (
    <Menu position="bottom-start" width={180}>
      <Menu.Target>
        {prominent ? (
          <Button size="xs" mt={12} leftSection={<IconPlus size={14} />}>Add a panel</Button>
        ) : (
          <Control>
            <IconPlus size={14} />
            Add panel
          </Control>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {PANEL_TYPES.map(({ type, label, icon: Icon }) => (
          <Menu.Item key={type} leftSection={<Icon size={15} stroke={1.7} />} onClick={() => add(type)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
