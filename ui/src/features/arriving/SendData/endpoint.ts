const ANYWHERE = new Set(['0.0.0.0', '::', '[::]', '']);

/**
 * The address senders should use, for a listener as the status names it (`127.0.0.1:4318`). A listener on all interfaces is
 * reached by the host in this browser's address bar; without a listener of its own OTLP arrives at the page's own port.
 */
export function otlpEndpoint(listener: string | null | undefined, page: { origin: string; hostname: string }): string {
  const match = listener ? /^(?:https?:\/\/)?(.*):(\d+)$/.exec(listener) : null;
  if (!match) return page.origin;
  const [, host = '', port] = match;
  return `http://${ANYWHERE.has(host) ? page.hostname : host}:${port}`;
}
