import { Control } from '@/ui/Control/Control';
import { Panel } from './Panel';

export const gallery = {
  title: 'Panel',
  group: 'Data' as const,
  render: () => (
    <Panel title="Services" note="9 · worst first" actions={<Control quiet>All services</Control>}>
      <p style={{ margin: 0, padding: '0 12px 12px' }}>What the panel holds.</p>
    </Panel>
  ),
};
