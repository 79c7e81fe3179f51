const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** A user agent in a few words, such as "Firefox 131 on Linux"; what is no browser keeps its own. */
export function browserOf(userAgent: string): string {
  const [, name = userAgent.slice(0, 60) || 'unknown program', version = ''] = BROWSERS.map(([pattern, browser]) => {
    const match = pattern.exec(userAgent);
    return match ? ['', browser, ` ${match[1]}`] : undefined;
  }).find(Boolean) ?? [];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return `${name}${version}${system && version ? ` on ${system}` : ''}`;
}
