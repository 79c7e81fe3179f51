import { api, unwrap } from '@/api/client';
import { enter } from '@/api/useSession';
import { AccessForm } from './AccessForm';

const FIELDS = [
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'username' },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
] as const;

/** Takes the place of a page for somebody who is not signed in. The address stays: after signing in the page is there. */
export function SignIn() {
  return (
    <AccessForm
      title="Sign in to Sardonyx"
      fields={FIELDS}
      action="Sign in"
      onSubmit={({ email, password }) => enter(unwrap(api.POST('/rest/session', { body: { email, password } })))}
    />
  );
}
