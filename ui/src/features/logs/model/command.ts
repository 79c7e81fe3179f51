/** A request as a command for a shell. The token stays in the environment: it is in no history of commands then. */
export function curlOf(origin: string, path: string, body: unknown): string {
  return [`curl -sS '${origin}${path}'`, `-H "Authorization: Bearer $SARDONYX_TOKEN"`, `-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`].join(' \\\n  ');
}

/** A text as one word of a POSIX shell: nothing in it means anything there. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
