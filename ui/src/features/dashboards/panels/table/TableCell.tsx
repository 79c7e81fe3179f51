import { cssColor } from '@/core/colors';
import { notationOf } from '@/core/notation';
import { useZone } from '@/core/timeZone';
import { shareOf } from '../gauge/arc';
import { SafeLink } from '../parts/SafeLink';
import { softColour, textColour } from '../reduce/colours';
import { stepsOf, type Ends } from '../reduce/thresholds';
import { cellText } from './cellText';
import type { Cell, TableColumn } from './tableOf';
import styles from './TablePanel.module.css';

/** A cell: an address is a link, a measured share of its ends has a small bar, trouble has the colour of its threshold. */
export function TableCell({ cell, column, ends }: { cell: Cell; column: TableColumn; ends: Ends }) {
  const zone = useZone();
  const { text, colour } = cellText(cell, column, zone, ends);
  if (column.kind !== 'value') {
    if (typeof cell === 'string' && /^https?:\/\//.test(cell)) return <SafeLink url={cell} className={styles.link}>{text}</SafeLink>;
    return colour ? <span className={styles.mark} style={{ color: textColour(colour), background: softColour(colour) }}>{text}</span> : <Words text={text} />;
  }
  const steps = stepsOf(column.values, ends);
  // The lowest threshold is the calm one: it needs no colour.
  const calm = steps[0]?.colour === colour && column.values.colour === '' && column.values.mappings.length === 0;
  const measured = steps.length > 1 && (column.values.maximum !== null || notationOf(column.values.unit).kind === 'percent') && typeof cell === 'number';
  return (
    <span className={styles.value}>
      {measured && (
        <span className={styles.track} aria-hidden="true">
          <i style={{ width: `${shareOf(cell, ends) * 100}%`, background: cssColor(colour ?? '--s1') }} />
        </span>
      )}
      {colour && !calm ? <b className={styles.mark} style={{ color: textColour(colour), background: softColour(colour) }}>{text}</b> : text}
    </span>
  );
}

/** Texts that may be cut are whole where the mouse rests. */
const LONG = 32;
const Words = ({ text }: { text: string }) => (text.length > LONG ? <span title={text}>{text}</span> : <>{text}</>);
