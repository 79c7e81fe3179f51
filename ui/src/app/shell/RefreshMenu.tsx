import { Menu } from '@mantine/core';
import { IconCheck, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useKeys } from '@/core/keys';
import { REFRESH_MS } from '@/core/refreshRates';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';

/** Refresh now, or by itself. Only ranges that end now can refresh: the past stands still. */
export function RefreshMenu() {
  const { refresh, setRefresh, relative } = useTimeRange();
  const queries = useQueryClient();
  const rate = relative ? refresh : 'off';
  const refreshNow = () => void queries.invalidateQueries();
  useKeys([{ keys: '.', label: 'Refresh now', run: refreshNow }], 'Time range');
  return (
    <ControlGroup label="Refresh">
      <Control aria-label="Refresh now" title="Refresh now ( . )" onClick={refreshNow}>
        <IconRefresh size={14} />
      </Control>
      <Menu position="bottom-end" width={130}>
        <Menu.Target>
          <Control disabled={!relative} aria-label={`Auto refresh: ${rate}`} title={relative ? 'Auto refresh' : 'A fixed range does not refresh'}>
            {rate}
          </Control>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Auto refresh</Menu.Label>
          {Object.keys(REFRESH_MS).map((name) => (
            <Menu.Item key={name} rightSection={name === refresh ? <IconCheck size={14} /> : null} onClick={() => setRefresh(name)}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </ControlGroup>
  );
}
