import { colorSlot, SLOTS } from './colors';

const STORAGE_KEY = 'sardonyx.service-slots';

/** Which colour slot each service holds. A service keeps its slot for good, in every tab of this browser. */
export type Slots = Record<string, number>;

/** The slots with those of new names: the one a name would like, or the next free one, so that neighbours differ while slots last. */
export function withNames(slots: Slots, names: readonly string[]): Slots {
  const next = { ...slots };
  const taken = new Set(Object.values(slots));
  for (const name of names) {
    if (next[name] !== undefined) continue;
    const liked = colorSlot(name);
    const tries = Array.from({ length: SLOTS }, (_, i) => ((liked - 1 + i) % SLOTS) + 1);
    next[name] = tries.find((slot) => !taken.has(slot)) ?? liked;
    taken.add(next[name]);
  }
  return next;
}

let slots: Slots = load();

/** Gives services their colours, once; those that have one keep it. */
export function claimSlots(names: readonly string[]): void {
  if (names.every((name) => slots[name] !== undefined)) return;
  slots = withNames(slots, names);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(slots));
  } catch {
    // Storage may be blocked or full: the colours then live as long as the page.
  }
}

/** The token that colours a service, e.g. `--s3`. */
export const serviceToken = (name: string): string => `--s${slots[name] ?? colorSlot(name)}`;

function load(): Slots {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    const entries = Object.entries(kept ?? {}).filter((entry): entry is [string, number] => Number.isInteger(entry[1]) && entry[1] >= 1 && entry[1] <= SLOTS);
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}
