import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { zoneLabel, type Zone } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { Panel } from '@/ui/Panel/Panel';
import styles from './Account.module.css';

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
];

/** How the pages look in this browser. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { zone, setZone } = useTimeRange();
  return (
    <Panel title="Appearance">
      <div className={styles.rows}>
        <div className={styles.row}>
          <span className={styles.name}>Colours</span>
          <SegmentedControl data={SCHEMES} value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} aria-label="Colours" />
        </div>
        <div className={styles.row}>
          <span className={styles.name}>Times</span>
          <SegmentedControl
            data={[
              { value: 'local', label: `Browser (${zoneLabel('local')})` },
              { value: 'utc', label: 'UTC' },
            ]}
            value={zone}
            onChange={(value) => setZone(value as Zone)}
            aria-label="Time zone"
          />
        </div>
        <p className={styles.hint}>Colours are remembered by this browser. The time zone is part of the address, so a link shows others the times you see.</p>
      </div>
    </Panel>
  );
}
