import type { Severity } from '@/core/severity';
import type { Erasure, ErasureInput } from './api';

export type PersonValues = { userId: string; email: string; phone: string; others: string; logs: 'delete' | 'mask' };

export const NOBODY: PersonValues = { userId: '', email: '', phone: '', others: '', logs: 'delete' };

const TONES: Record<Erasure['state'], Severity> = { queued: 'unknown', running: 'info', done: 'ok', blocked: 'warning', failed: 'error' };
const KINDS: Readonly<Record<string, string>> = { user_id: 'user id', email: 'e-mail', phone: 'phone', values: 'other values', value: 'other values' };

export const stateTone = (state: Erasure['state']): Severity => TONES[state];

/** By what the person was named: never what it was. */
export const kindsText = (kinds: readonly string[]): string => [...new Set(kinds.map((kind) => KINDS[kind] ?? kind))].join(', ');

/** What is known of the person, as the server wants it; undefined while nothing is. */
export function identityOf({ userId, email, phone, others }: PersonValues): ErasureInput['identity'] | undefined {
  const values = others.split(',').map((value) => value.trim()).filter(Boolean);
  const known = { user_id: userId.trim() || null, email: email.trim() || null, phone: phone.trim() || null, values };
  return known.user_id || known.email || known.phone || values.length > 0 ? known : undefined;
}
