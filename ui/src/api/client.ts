import createClient from 'openapi-fetch';
import { toApiError } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** The one client of the server's API, typed from its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '' });

let csrfToken: string | null = null;
let release = () => {};
/** Pages show themselves before the session is known: what they post meanwhile waits for its token. */
const sessionAsked = new Promise<void>((resolve) => {
  release = resolve;
});

/** Requests that change something carry this token once somebody is signed in with a cookie. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
  release();
}

/** There is no answer about the session: what waits for it may go on and fail for itself. */
export function sessionUnknown(): void {
  release();
}

api.use({
  async onRequest({ request }) {
    if (request.method === 'GET') return request;
    await sessionAsked;
    if (csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
});

/** The data of an answer; throws an ApiError in the server's own words otherwise. */
export async function unwrap<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (data === undefined) throw toApiError(response.status, response.statusText, error);
  return data;
}

/** Waits for an answer without a body; throws an ApiError in the server's own words when it was refused. */
export async function done(answer: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await answer;
  if (!response.ok) throw toApiError(response.status, response.statusText, error);
}
