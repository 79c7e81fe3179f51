import { readStored, writeStored } from '@/core/stored';

const STORAGE_KEY = 'sardonyx-palette';
const KEPT = 12;

/** The ids chosen last in this browser, newest first. */
export function chosenBefore(): string[] {
  const kept = readStored(STORAGE_KEY);
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
}

export function rememberChoice(id: string): void {
  writeStored(STORAGE_KEY, [id, ...chosenBefore().filter((other) => other !== id)].slice(0, KEPT));
}
