import { IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import { Control } from './Control';
import { ControlGroup } from './ControlGroup';

export const gallery = {
  title: 'Control',
  group: 'Forms' as const,
  render: () => (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      <Control>Load more</Control>
      <Control active aria-pressed>
        Errors only
      </Control>
      <Control quiet>
        <IconPlayerPause size={14} aria-hidden="true" /> Pause
      </Control>
      <ControlGroup label="Range">
        <Control aria-label="Earlier">‹</Control>
        <Control aria-label="Later">›</Control>
        <Control aria-label="Refresh">
          <IconRefresh size={14} aria-hidden="true" />
        </Control>
      </ControlGroup>
    </div>
  ),
};
