const ANYWHERE = new Set(['0.0.0.0', '::', '[::]', '']);
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/;

type Page = { origin: string; hostname: string };

/**
 * The address senders should use, for a listener as the status names it (`127.0.0.1:4318`). A listener on all interfaces is
 * reached by the host in this browser's address bar. Without a listener, or when it hears this machine only and the page comes
 * from elsewhere, OTLP goes to the page's own port, which takes it too.
 */
export function otlpEndpoint(listener: string | null | undefined, page: Page): string {
  return reachable(listener, page) ?? page.origin;
}

/** `host:port` for gRPC, or undefined when nobody outside could reach it. */
export function grpcEndpoint(listener: string | null | undefined, page: Page): string | undefined {
  return reachable(listener, page)?.replace('http://', '');
}

/** Whether who opened this page does so from the machine the server runs on: senders there need no key. */
export const isLoopback = (page: Page): boolean => LOOPBACK.test(page.hostname);

function reachable(listener: string | null | undefined, page: Page): string | undefined {
  const match = listener ? /^(?:https?:\/\/)?(.*):(\d+)$/.exec(listener) : null;
  if (!match) return undefined;
  const [, host = '', port] = match;
  if (LOOPBACK.test(host) && !isLoopback(page)) return undefined;
  return `http://${ANYWHERE.has(host) ? page.hostname : host}:${port}`;
}
