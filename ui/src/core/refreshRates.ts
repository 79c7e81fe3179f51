/** Auto refresh: the word in the URL and its interval. */
export const REFRESH_MS: Record<string, number | false> = { off: false, '5s': 5000, '10s': 10_000, '30s': 30_000, '1m': 60_000, '5m': 300_000 };
