import { expect, it } from 'vitest';
import { givable, type Role } from './api';
import { matrix } from './matrix';

const permission = (name: string) => ({ name, sentence: `May ${name}.` });
const VIEWER: Role = { name: 'viewer', sentence: '', permissions: [permission('logs:read')] };
const ADMIN: Role = { name: 'admin', sentence: '', permissions: [permission('logs:read'), permission('users:manage'), permission('logs:write')] };

it('groups permissions by area in the order of the fullest role', () => {
  const areas = matrix([VIEWER, ADMIN]);
  expect(areas.map(({ name, permissions }) => [name, permissions.map((row) => row.name)])).toEqual([
    ['logs', ['logs:read', 'logs:write']],
    ['users', ['users:manage']],
  ]);
  expect([...areas[0]!.permissions[0]!.holders].toSorted()).toEqual(['admin', 'viewer']);
  expect([...areas[1]!.permissions[0]!.holders]).toEqual(['admin']);
});

it('offers only roles whose permissions one holds', () => {
  expect(givable([VIEWER, ADMIN], ['logs:read'])).toEqual([VIEWER]);
  expect(givable([VIEWER, ADMIN], ['logs:read', 'users:manage', 'logs:write'])).toEqual([VIEWER, ADMIN]);
});
