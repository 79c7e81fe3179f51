import { useState } from 'react';
import { Popover } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconClock, IconZoomOut } from '@tabler/icons-react';
import { useKeys } from '@/core/keys';
import { describeRange, zoneLabel, type TimeRange } from '@/core/time';
import { useTimeRange } from '@/core/useTimeRange';
import { Control } from '@/ui/Control/Control';
import { ControlGroup } from '@/ui/Control/ControlGroup';
import { RangeForm } from './RangeForm';
import { RangePresets } from './RangePresets';
import styles from './TimePicker.module.css';

/** The one time range of all panels: presets, exact dates, a step earlier or later, wider. */
export function TimePicker() {
  const { range, zone, set, shift, zoomOut, setZone } = useTimeRange();
  const [opened, setOpened] = useState(false);
  useKeys(
    [
      { keys: 't', label: 'Choose the time range', run: () => setOpened(true) },
      { keys: '[', label: 'Earlier', run: () => shift(-0.5) },
      { keys: ']', label: 'Later', run: () => shift(0.5) },
      { keys: 'shift+-', label: 'Zoom out', run: zoomOut },
    ],
    'Time range',
  );
  const choose = (next: TimeRange) => {
    set(next);
    setOpened(false);
  };
  return (
    <ControlGroup label="Time range">
      <Control aria-label="Earlier" title="Earlier ( [ )" onClick={() => shift(-0.5)}>
        <IconChevronLeft size={14} />
      </Control>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={400} trapFocus returnFocus>
        <Popover.Target>
          <Control className={styles.range} title="Time range ( T )" onClick={() => setOpened(!opened)}>
            <IconClock size={14} />
            <span className={styles.text}>{describeRange(range, zone)}</span>
            {zone === 'utc' && <span className={styles.zone}>UTC</span>}
          </Control>
        </Popover.Target>
        <Popover.Dropdown p={0} className={styles.dropdown} aria-label="Choose a time range">
          <div className={styles.columns}>
            <RangeForm key={`${range.from}|${range.to}|${zone}`} range={range} zone={zone} onChoose={choose} />
            <RangePresets range={range} onChoose={choose} />
          </div>
          <div className={styles.zones}>
            <span>Times in {zoneLabel(zone)}</span>
            {zoneLabel('local') !== 'UTC' && (
              <Control quiet onClick={() => setZone(zone === 'utc' ? 'local' : 'utc')}>
                {zone === 'utc' ? `Show browser time (${zoneLabel('local')})` : 'Show UTC'}
              </Control>
            )}
          </div>
        </Popover.Dropdown>
      </Popover>
      <Control aria-label="Zoom out" title="Zoom out ( Shift − )" onClick={zoomOut}>
        <IconZoomOut size={14} />
      </Control>
      <Control aria-label="Later" title="Later ( ] )" onClick={() => shift(0.5)}>
        <IconChevronRight size={14} />
      </Control>
    </ControlGroup>
  );
}
