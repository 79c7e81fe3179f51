/** What a failed request said: RFC 9457 problem+json when the server answered, plain words when nothing did. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status, or 0 when no answer came at all. */
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    /** What is wrong with single fields of a form, by the field's name. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** Where a search can't be read. */
    readonly fault?: SearchFault,
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }
}

/** What the server could not read of a search: `position` and `length` count characters, from 0. `hint` says what to write, or is empty. */
export type SearchFault = { detail: string; position: number; length: number; hint: string };

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The error of an answer whose body may be problem+json, something else, or nothing. */
export function toApiError(status: number, statusText: string, body: unknown): ApiError {
  const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const title = text(problem.title) ?? text(statusText) ?? `The server answered ${status}`;
  return new ApiError(status, title, text(problem.detail), fieldErrors(problem.errors), searchFault(problem));
}

function searchFault({ detail, position, length, hint }: Record<string, unknown>): SearchFault | undefined {
  if (typeof position !== 'number' || !text(detail)) return undefined;
  return { detail: text(detail)!, position, length: typeof length === 'number' ? length : 0, hint: text(hint) ?? '' };
}

function fieldErrors(errors: unknown): Record<string, string> {
  const items = Array.isArray(errors) ? (errors as { field?: unknown; message?: unknown }[]) : [];
  return Object.fromEntries(items.flatMap(({ field, message }) => (text(field) && text(message) ? [[text(field)!, text(message)!]] : [])));
}

/** Title and detail to show for anything that was thrown. */
export function describeError(error: unknown): { title: string; detail?: string } {
  if (error instanceof ApiError) return { title: error.title, detail: error.detail };
  if (error instanceof TypeError) return { title: 'The server cannot be reached', detail: 'Is Sardonyx running? This page tries again by itself.' };
  return { title: 'Something went wrong in this panel', detail: error instanceof Error ? error.message : String(error) };
}
