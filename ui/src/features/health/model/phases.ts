/** The parts of a check in the order they follow each other: those of blackbox_exporter, then what else a kind names. */
const ORDER = ['resolve', 'connect', 'tls', 'processing', 'transfer'];

const WORD: Record<string, string> = { resolve: 'Name resolved', connect: 'Connected', tls: 'TLS handshake', processing: 'Waited for the answer', transfer: 'Answer received' };

export type Phase = { name: string; label: string; start: number; seconds: number };

export const phaseOrder = (a: string, b: string): number => rank(a) - rank(b);
const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

export const phaseLabel = (name: string): string => WORD[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

/** The phases one after the other, each from where the one before ended; those that took no time did not happen. */
export function waterfall(phases: Readonly<Record<string, number>>): Phase[] {
  let start = 0;
  return Object.entries(phases)
    .filter(([, seconds]) => seconds > 0)
    .toSorted(([a], [b]) => phaseOrder(a, b))
    .map(([name, seconds]) => {
      const phase = { name, label: phaseLabel(name), start, seconds };
      start += seconds;
      return phase;
    });
}

const COLOURS = ['--s5', '--s2', '--s8', '--s1', '--s3'];

/** The same colour for a phase in the waterfall and in the chart. */
export const phaseColour = (name: string): string => COLOURS[rank(name)] ?? '--s12';
