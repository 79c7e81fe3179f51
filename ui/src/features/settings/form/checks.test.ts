import { expect, it } from 'vitest';
import { emailProblem, generatePassword, passwordProblem } from './checks';

it('wants a long password with some variety', () => {
  expect(passwordProblem('short')).toContain('12 characters');
  expect(passwordProblem('abababababab')).toBe('too few different characters');
  expect(passwordProblem('banded stone, warm')).toBeUndefined();
});

it('knows an address when it sees one', () => {
  expect(emailProblem('alice')).toContain('alice@example.org');
  expect(emailProblem(' alice@example.org ')).toBeUndefined();
});

it('makes passwords its own rules accept, each another', () => {
  const made = Array.from({ length: 20 }, () => generatePassword());
  for (const password of made) {
    expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect(passwordProblem(password)).toBeUndefined();
  }
  expect(new Set(made).size).toBe(20);
});

it('leaves out bytes that would favour some letters', () => {
  let calls = 0;
  const first = generatePassword((bytes) => bytes.fill(calls++ === 0 ? 255 : 0));
  expect(first).toBe('aaaaa-aaaaa-aaaaa-aaaaa');
  expect(calls).toBeGreaterThan(1);
});
