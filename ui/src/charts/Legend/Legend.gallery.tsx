import { useState } from 'react';
import { sampleChart } from '@/charts/TimeSeries/sampleChart';
import { figuresOf } from './figures';
import { Legend } from './Legend';
import { LegendTable } from './LegendTable';

const few = figuresOf(sampleChart(['info', 'warn', 'error'], 'short', 40), 'stackedBars');
const many = figuresOf(sampleChart(['checkout', 'catalog', 'payments', 'cart', 'search', 'frontend', 'ads', 'email', 'shipping'], 'ms', 120), 'lines');
const NONE: ReadonlySet<string> = new Set();

export const gallery = {
  title: 'Legend',
  group: 'Charts' as const,
  render: () => <Legends />,
};

function Legends() {
  const [hidden, setHidden] = useState(NONE);
  const ways = { hidden, onHide: setHidden, onFocus: () => undefined };
  return (
    <>
      <Legend items={few} {...ways} />
      <LegendTable rows={many} unit="ms" {...ways} />
    </>
  );
}
