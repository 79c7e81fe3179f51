import { useState } from 'react';
import { formatTime } from '@/core/time';
import { Histogram } from './Histogram';

const LAYERS = [
  { key: 'info', label: 'info', color: '--info-fill', strength: 0.5, names: ['INFO'] },
  { key: 'error', label: 'error', color: '--error-fill', names: ['ERROR'] },
];
const START = 1_767_225_600;
const points = (count: (i: number) => number) => Array.from({ length: 40 }, (_, i) => [START + i * 60, count(i)]);
const BUCKETS = {
  start: START, end: START + 2400, step_seconds: 60,
  series: [{ name: 'INFO', points: points((i) => 80 + ((i * 13) % 30)) }, { name: 'ERROR', points: points((i) => (i > 24 && i < 32 ? 40 : 2)) }],
};

function Example() {
  const [chosen, setChosen] = useState('Drag, or click a bar');
  return (
    <>
      <Histogram label="Example records" buckets={BUCKETS} layers={LAYERS} height={96} onInterval={(start, end) => setChosen(`${formatTime(start, 'utc')} – ${formatTime(end, 'utc')}`)} />
      <p>{chosen}</p>
    </>
  );
}

export const gallery = { title: 'Histogram', group: 'Charts' as const, render: () => <Example /> };
