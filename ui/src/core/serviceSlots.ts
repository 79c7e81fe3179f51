import { useSyncExternalStore } from 'react';
import { colorSlot, SLOTS } from './colors';

/** The token that colours a service, e.g. `--s3`. */
export type TokenOf = (service: string) => string;

let slots: ReadonlyMap<string, number> = new Map();
let tokenOf: TokenOf = tokenFrom(slots);
let listeners = new Set<() => void>();

/** Colours services by the slots 0–11 the server keeps for them; those it has not named yet by a hash, the same in every browser. */
export function tokenFrom(known: ReadonlyMap<string, number>): TokenOf {
  return (service) => {
    const slot = known.get(service);
    return `--s${slot === undefined ? colorSlot(service) : (slot % SLOTS) + 1}`;
  };
}

/** Takes over what the server says. Everybody who shows services is told only when something is new. */
export function learnSlots(services: readonly { name: string; slot: number }[]): void {
  if (services.every(({ name, slot }) => slots.get(name) === slot)) return;
  slots = new Map([...slots, ...services.map(({ name, slot }): [string, number] => [name, slot])]);
  tokenOf = tokenFrom(slots);
  for (const listener of listeners) listener();
}

/** The colour as far as it is known now. Components that stay on screen use `useServiceTokens`. */
export const serviceToken: TokenOf = (service) => tokenOf(service);

/** The colours of services; another function when the server has said more. */
export const useServiceTokens = (): TokenOf => useSyncExternalStore(subscribe, () => tokenOf);

function subscribe(listener: () => void): () => void {
  listeners = new Set(listeners).add(listener);
  return () => {
    listeners.delete(listener);
  };
}
