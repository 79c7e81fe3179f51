/** The acts the server records, as suggestions; any other may be typed. */
export const ACTIONS: readonly string[] = [
  'audit.read',
  'ingest_key.create',
  'ingest_key.revoke',
  'session.login',
  'session.logout',
  'session.revoke',
  'session.revoke_all',
  'setup.complete',
  'token.create',
  'token.revoke',
  'user.change_password',
  'user.create',
  'user.delete',
  'user.set_password',
  'user.update',
];
