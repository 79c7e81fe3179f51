import { Sparkline } from '@/charts/Sparkline/Sparkline';
import type { Panel } from '../../model/dashboard';
import { softColour, textColour } from '../reduce/colours';
import type { Shown } from '../reduce/shown';
import { fittingSize } from './tiles';
import styles from './StatPanel.module.css';

const NAME_PX = 18;
const PADDING_PX = 12;
/** A lower tile has no room for a line. */
const SPARKLINE_FROM_PX = 76;
/** A lower one has its name beside the number. */
const BESIDE_BELOW_PX = 58;
const BESIDE_FROM_PX = 180;

type Props = {
  name: string | undefined;
  shown: Shown;
  colourBy: Panel['options']['colour_by'];
  /** Drawn under the number. */
  samples: readonly (number | null)[] | undefined;
  width: number;
  height: number;
};

/** A number with its name and what it was before. */
export function StatTile({ name, shown: { text, colour }, colourBy, samples, width, height }: Props) {
  const present = samples?.filter((value) => value !== null).length ?? 0;
  const line = present > 1 && height >= SPARKLINE_FROM_PX ? Math.round(height * 0.34) : 0;
  const beside = name !== undefined && height < BESIDE_BELOW_PX && width >= BESIDE_FROM_PX;
  const room = height - (name && !beside ? NAME_PX : 0) - line - PADDING_PX;
  const words = colour && colourBy !== 'none' ? textColour(colour) : undefined;
  return (
    <li className={styles.tile} style={{ background: colour && colourBy === 'background' ? softColour(colour) : undefined }} title={name ? `${name}: ${text}` : undefined}>
      <span className={styles.words} data-beside={beside || undefined}>
        {name && <span className={styles.name}>{name}</span>}
        <b className={styles.value} style={{ color: words, fontSize: fittingSize(text, (beside ? width / 2 : width) - 2 * PADDING_PX, room * 0.86) }}>
          {text}
        </b>
      </span>
      {line > 0 && (
        <span className={styles.line}>
          <Sparkline values={[...samples!]} color={colour ?? '--s1'} height={line} />
        </span>
      )}
    </li>
  );
}
