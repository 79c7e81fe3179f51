import { useMemo } from 'react';
import type { BodyProps } from '../parts/props';
import { figuresOf } from '../reduce/figures';
import { shownNumber } from '../reduce/shown';
import { endsOf } from '../reduce/thresholds';
import { Bars, type BarFigure } from './Bars';
import { Columns } from './Columns';
import { Pie } from './Pie';

/** The wider a panel, the more readily its bars stand. */
const STANDING_SHAPE = 3.2;

/** A number for each series as a bar between its ends, or as a part of a whole. */
export function BarPanel({ panel: { options, values }, fields, zone, width, height, label }: BodyProps) {
  const figures = useMemo(() => {
    const all = figuresOf(options, fields);
    const samples = all.map(({ value }) => value);
    return all.map(({ key, name, field, value }): BarFigure => {
      const ends = endsOf(field.values, samples);
      const shown = shownNumber(value, field.values, zone, ends);
      return { key, name, value, text: shown.text, colour: shown.colour ?? field.colour, ends };
    });
  }, [options, fields, zone]);
  if (options.shape !== 'bars') return <Pie label={label} figures={figures} hollow={options.shape === 'donut'} legend={options.legend} values={values} zone={zone} width={width} height={height} />;
  const standing = options.orientation === 'vertical' || (options.orientation === 'auto' && width / height > STANDING_SHAPE);
  return standing ? <Columns label={label} figures={figures} width={width} height={height} /> : <Bars label={label} figures={figures} height={height} />;
}
