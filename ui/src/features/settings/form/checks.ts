/** What the server will say of a password, before it is asked. Its own rules are the last word. */
export const MIN_PASSWORD = 12;

const MIN_DISTINCT = 5;

export function passwordProblem(password: string): string | undefined {
  if (password.length < MIN_PASSWORD) return `at least ${MIN_PASSWORD} characters: a few words in a row are easy to remember`;
  return new Set(password.toLowerCase()).size < MIN_DISTINCT ? 'too few different characters' : undefined;
}

export function emailProblem(email: string): string | undefined {
  return /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? undefined : 'an e-mail address such as alice@example.org';
}

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A random password that can be read aloud: four groups of five, about 99 bits. */
export function generatePassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (bytes) => crypto.getRandomValues(bytes)): string {
  const letters: string[] = [];
  // 248 is the largest multiple of 31 in a byte: beyond it some letters would come more often.
  const fair = 256 - (256 % ALPHABET.length);
  while (letters.length < GROUPS * GROUP_LENGTH) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < fair && letters.length < GROUPS * GROUP_LENGTH) letters.push(ALPHABET[byte % ALPHABET.length]!);
    }
  }
  return Array.from({ length: GROUPS }, (_, i) => letters.slice(i * GROUP_LENGTH, (i + 1) * GROUP_LENGTH).join('')).join('-');
}
