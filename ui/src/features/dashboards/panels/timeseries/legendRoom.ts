import type { Panel } from '../../model/dashboard';

/** The room a legend gets beside its chart, in px; without one there is no room for it. */
export type LegendRoom = { place: 'bottom' | 'right'; size: number };

const LINE_PX = 24;
const ROW_PX = 24;
/** What a chart needs to be of use. */
const LEAST_CHART = { width: 240, height: 96 };
const MOST_SHARE = 0.38;
const CHIP_PX = 29;
const FIGURE_PX = 76;

/** As much as its names need, up to a share of the panel; the same for the same names, so that nothing jumps on a refresh. */
export function legendRoom({ shown, form, place, calculations }: Panel['options']['legend'], names: readonly string[], width: number, height: number): LegendRoom | undefined {
  if (!shown || names.length === 0) return undefined;
  const longest = names.reduce((most, name) => Math.max(most, widthOf(name)), 0) + CHIP_PX;
  if (place === 'right' && width - LEAST_CHART.width > 120) {
    const wanted = longest + calculations.length * FIGURE_PX + (form === 'table' ? 16 : 0);
    return { place, size: Math.round(Math.min(Math.max(wanted, 96), width * (form === 'table' ? 0.5 : MOST_SHARE), width - LEAST_CHART.width)) };
  }
  const room = Math.min(height * MOST_SHARE, height - LEAST_CHART.height);
  if (room < LINE_PX) return undefined;
  const wanted = form === 'table' ? (names.length + 1) * ROW_PX : linesOf(names, calculations.length, width) * LINE_PX;
  return { place: 'bottom', size: Math.round(Math.min(wanted, room)) };
}

function linesOf(names: readonly string[], figures: number, width: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const chip = Math.min(widthOf(name) + CHIP_PX + figures * FIGURE_PX, width);
    if (used > 0 && used + chip > width - 16) {
      lines += 1;
      used = 0;
    }
    used += chip;
  }
  return lines;
}

/** About how wide a name is in px: known before it is drawn. */
const widthOf = (name: string): number => Array.from(name).reduce((width, letter) => width + (NARROW.test(letter) ? 3.2 : WIDE.test(letter) ? 9.4 : CAPITAL.test(letter) ? 7.2 : 6.2), 0);

const NARROW = /[ijl.,:;|!'`()[\]{} fIrt-]/;
const WIDE = /[mwMW@%]/;
const CAPITAL = /[A-Z0-9_]/;
