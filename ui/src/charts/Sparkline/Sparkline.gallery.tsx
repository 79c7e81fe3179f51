import { Sparkline } from './Sparkline';

const WAVE = Array.from({ length: 60 }, (_, i) => 40 + 12 * Math.sin(i / 5) + (i % 7));

export const gallery = {
  title: 'Sparkline',
  group: 'Charts' as const,
  render: () => (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(3, 160px)', gap: 16 }}>
      <Sparkline values={WAVE} color="--s1" />
      <Sparkline values={WAVE.map((value, i) => (i > 40 ? value * 3 : value))} color="--error-fill" />
      <Sparkline values={WAVE.map((value, i) => (i > 20 && i < 32 ? null : value))} color="--s2" />
    </div>
  ),
};
