const MOST = 64;

/** A title as an id: letters, digits and dashes. Never empty. */
export const uidOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MOST) || 'dashboard';

/** The id with some letters of chance behind it, so that it is nobody else's. */
export function copyUid(uid: string): string {
  const chance = Math.random().toString(36).slice(2, 7).padEnd(5, '0');
  return `${uid.slice(0, MOST - 6)}-${chance}`;
}
