import type { Layer } from '@/charts/Histogram/buckets';
import { colorSlot } from '@/core/colors';
import { isTrouble, LEVELS, levelToken, toLevel } from '@/core/levels';
import type { TokenOf } from '@/core/serviceSlots';

/** The values beyond the most frequent ones. */
export const OTHERS = '(other)';

/** The layers of a histogram by a field, from the bottom up: levels worst on top, other fields as the server ranks them. */
export function layersOf(field: string, values: readonly string[], serviceTokenOf: TokenOf): Layer[] {
  if (field === 'level') return levelLayers(values);
  const taken = new Set<string>();
  return values.toSorted((a, b) => Number(b === OTHERS) - Number(a === OTHERS)).map((value) => {
    if (value === OTHERS || value === '') return { key: value, label: value || 'none', color: '--unknown-fill', strength: value === '' ? 0.5 : 0.25, names: [value] };
    const color = field === 'service' ? serviceTokenOf(value) : freeSlot(value, taken);
    return { key: value, label: value, color, strength: 0.8, names: [value] };
  });
}

/** Senders spell levels in many ways: what means the same is one layer. */
function levelLayers(names: readonly string[]): Layer[] {
  return LEVELS.map((level) => ({
    key: level, label: level, color: levelToken(level), strength: isTrouble(level) || level === 'warn' ? 1 : 0.5, names: names.filter((name) => toLevel(name) === level),
  }));
}

/** The twelfth is grey, as the rest is. */
const SLOTS = 11;

/** The colour a value would like to have, or the next that no other value of the chart has. */
function freeSlot(value: string, taken: Set<string>): string {
  const first = (colorSlot(value) - 1) % SLOTS;
  const slots = Array.from({ length: SLOTS }, (_, i) => `--s${((first + i) % SLOTS) + 1}`);
  const free = slots.find((slot) => !taken.has(slot)) ?? slots[0]!;
  taken.add(free);
  return free;
}
