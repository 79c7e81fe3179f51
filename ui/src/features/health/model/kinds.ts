/** A field of a check as its form shows it; `key` is its name in the check. */
export type FieldSpec = {
  key: string;
  label: string;
  type: 'text' | 'number' | 'secret' | 'switch' | 'choice' | 'area' | 'lines' | 'pairs' | 'steps';
  hint?: string;
  placeholder?: string;
  choices?: readonly { value: string; label: string }[];
  /** Takes half a row. */
  half?: boolean;
  /** Rarely needed: folded away until somebody looks for it or it is set. */
  rare?: boolean;
};

export type KindSpec = {
  kind: string;
  label: string;
  /** What it watches, in a few words. */
  about: string;
  group: 'Web' | 'Network' | 'Systems' | 'Jobs and others';
  fields: readonly FieldSpec[];
  /** Conditions one begins with, offered as they are. Without any, the kind has none. */
  conditions?: readonly string[];
  /** What the check begins with. */
  initial?: Record<string, unknown>;
};

const same = (...values: string[]) => values.map((value) => ({ value, label: value }));
const METHODS = same('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
const HOST: FieldSpec = { key: 'host', label: 'Host', type: 'text', placeholder: 'db.example.org', half: true };
const PORT: FieldSpec = { key: 'port', label: 'Port', type: 'number', half: true };
const HEADERS: FieldSpec = { key: 'headers', label: 'Headers', type: 'pairs', hint: 'One a line: name: value. Values are kept as secrets.', placeholder: 'Accept: application/json', rare: true };
const REQUEST: readonly FieldSpec[] = [
  { key: 'body', label: 'Body', type: 'area', rare: true },
  HEADERS,
  { key: 'basic_user', label: 'User', type: 'text', half: true, rare: true },
  { key: 'basic_password', label: 'Password', type: 'secret', half: true, rare: true },
  { key: 'bearer_token', label: 'Bearer token', type: 'secret', rare: true },
];
const METHOD: FieldSpec = { key: 'method', label: 'Method', type: 'choice', choices: METHODS, half: true };

/** The fields of one request of a journey, besides its conditions. */
export const STEP_FIELDS: readonly FieldSpec[] = [
  { key: 'name', label: 'Name', type: 'text', placeholder: 'log in', half: true },
  METHOD,
  { key: 'url', label: 'Address', type: 'text', placeholder: 'https://shop.example.org/login' },
  { key: 'body', label: 'Body', type: 'area', hint: '{{name}} stands for what an earlier step has taken out.' },
  { key: 'conditions', label: 'What must hold', type: 'lines', placeholder: 'status == 200' },
  { key: 'extract', label: 'Take out', type: 'pairs', hint: 'One a line: token: body.token, or header.location, cookie.session', placeholder: 'token: body.token' },
  { key: 'headers', label: 'Headers', type: 'pairs', placeholder: 'Authorization: Bearer {{token}}' },
];

export const KINDS: readonly KindSpec[] = [
  {
    kind: 'http', label: 'HTTP', about: 'A web address: status, body, headers, time, certificate', group: 'Web',
    conditions: ['status == 2xx', 'latency < 800ms', 'body.status == ok', 'body contains welcome', 'certificate > 14d'],
    fields: [
      { key: 'url', label: 'Address', type: 'text', placeholder: 'https://shop.example.org/health' },
      METHOD,
      { key: 'ip', label: 'Addresses', type: 'choice', choices: [{ value: 'any', label: 'IPv4 or IPv6' }, { value: '4', label: 'IPv4 only' }, { value: '6', label: 'IPv6 only' }], half: true, rare: true },
      ...REQUEST,
      { key: 'follow_redirects', label: 'Follow redirects', type: 'switch', half: true, rare: true },
      { key: 'max_redirects', label: 'At most', type: 'number', half: true, rare: true },
      { key: 'verify_tls', label: 'Check the certificate', type: 'switch', half: true, rare: true },
    ],
    initial: { method: 'GET', follow_redirects: true, verify_tls: true, ip: 'any' },
  },
  {
    kind: 'journey', label: 'Journey', about: 'Requests one after the other, as somebody would use it', group: 'Web',
    fields: [{ key: 'steps', label: 'Steps', type: 'steps' }, { key: 'verify_tls', label: 'Check the certificate', type: 'switch', rare: true }],
    initial: { steps: [{ name: '', method: 'GET', url: '', conditions: [] }], verify_tls: true },
  },
  {
    kind: 'browser', label: 'Browser', about: 'A page in a real browser, with clicks', group: 'Web',
    fields: [
      { key: 'url', label: 'Address', type: 'text', placeholder: 'https://shop.example.org/' },
      { key: 'steps', label: 'What to do', type: 'lines', hint: 'One a line: fill #user ann, click text=Sign in, see text=Welcome', placeholder: 'click text=Sign in' },
    ],
    initial: { steps: [] },
  },
  {
    kind: 'websocket', label: 'WebSocket', about: 'Opened, and answered if asked', group: 'Web', conditions: ['answer contains pong', 'latency < 800ms'],
    fields: [{ key: 'url', label: 'Address', type: 'text', placeholder: 'wss://live.example.org/socket' }, { key: 'send', label: 'Send', type: 'text' }, HEADERS],
  },
  {
    kind: 'tls', label: 'TLS', about: 'A certificate: who, how long, and whether it fits', group: 'Network', conditions: ['certificate > 14d', 'latency < 500ms'],
    fields: [
      HOST, PORT,
      { key: 'server_name', label: 'Server name', type: 'text', hint: 'Empty: the host.', half: true, rare: true },
      { key: 'starttls', label: 'Begins with', type: 'choice', choices: [{ value: '', label: 'TLS at once' }, ...same('smtp', 'imap', 'pop3', 'postgres')], half: true, rare: true },
    ],
    initial: { port: 443, starttls: '' },
  },
  {
    kind: 'tcp', label: 'TCP', about: 'A port that takes connections', group: 'Network', conditions: ['latency < 200ms', 'answer contains ready'],
    fields: [HOST, PORT, { key: 'tls', label: 'Within TLS', type: 'switch', half: true }, { key: 'send', label: 'Send', type: 'text', hint: 'Empty: the connection is enough.' }],
  },
  { kind: 'icmp', label: 'Ping', about: 'A host that answers', group: 'Network', conditions: ['latency < 100ms'], fields: [{ ...HOST, half: false }] },
  {
    kind: 'dns', label: 'DNS', about: 'A name and what it stands for', group: 'Network', conditions: ['answer == 192.0.2.10', 'latency < 100ms'],
    fields: [
      { key: 'name', label: 'Name', type: 'text', placeholder: 'shop.example.org', half: true },
      { key: 'record', label: 'Record', type: 'choice', choices: same('A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'SOA', 'CAA', 'PTR'), half: true },
      { key: 'server', label: 'Server', type: 'text', hint: 'Empty: those of the system.', half: true },
      { key: 'protocol', label: 'Over', type: 'choice', choices: same('udp', 'tcp'), half: true },
    ],
    initial: { record: 'A', protocol: 'udp' },
  },
  {
    kind: 'grpc', label: 'gRPC', about: 'grpc.health.v1', group: 'Network', conditions: ['latency < 200ms'],
    fields: [HOST, PORT, { key: 'service', label: 'Service', type: 'text', hint: 'Empty: the server as a whole.', half: true }, { key: 'tls', label: 'Within TLS', type: 'switch', half: true }],
  },
  {
    kind: 'postgres', label: 'PostgreSQL', about: 'Connects, asks, and tells primary from replica', group: 'Systems', conditions: ['role == primary', 'value == 1', 'lag < 10s', 'latency < 200ms'],
    fields: [{ key: 'url', label: 'Address', type: 'secret', placeholder: 'postgresql://monitor:password@db:5432/app' }, { key: 'query', label: 'Query', type: 'text' }],
    initial: { query: 'SELECT 1' },
  },
  {
    kind: 'redis', label: 'Redis', about: 'PING, its role and its replicas', group: 'Systems', conditions: ['role == primary', 'lag < 10s', 'latency < 50ms'],
    fields: [{ key: 'url', label: 'Address', type: 'secret', placeholder: 'redis://:password@cache:6379/0' }],
  },
  {
    kind: 'qdrant', label: 'Qdrant', about: 'Ready, with its collections', group: 'Systems', conditions: ['status == green', 'latency < 200ms'],
    fields: [
      { key: 'url', label: 'Address', type: 'text', placeholder: 'http://qdrant:6333' },
      { key: 'api_key', label: 'API key', type: 'secret' },
      { key: 'collections', label: 'Collections', type: 'lines', hint: 'One a line; each must be there and green.' },
    ],
    initial: { collections: [] },
  },
  {
    kind: 'smtp', label: 'SMTP', about: 'A mail server that greets; nothing is sent', group: 'Systems', conditions: ['latency < 1s', 'certificate > 14d'],
    fields: [HOST, PORT, { key: 'tls', label: 'TLS', type: 'choice', choices: [{ value: 'starttls', label: 'STARTTLS' }, { value: 'yes', label: 'from the start' }, { value: 'no', label: 'none' }], half: true }],
    initial: { port: 25, tls: 'starttls' },
  },
  {
    kind: 'docker', label: 'Container', about: 'State and health of a container', group: 'Systems', conditions: ['status == running', 'health == healthy'],
    fields: [{ key: 'container', label: 'Container or Compose service', type: 'text', half: true }, { key: 'host', label: 'Docker API', type: 'text', hint: 'Empty: that of the collector.', half: true }],
  },
  {
    kind: 'provider', label: 'Provider', about: 'LLM, search and other services: call, status page, quota', group: 'Jobs and others', conditions: ['latency < 2s', 'incidents == 0', 'remaining > 100'],
    fields: [
      {
        key: 'provider', label: 'Provider', type: 'choice', half: true,
        choices: [
          { value: 'openai', label: 'OpenAI' }, { value: 'anthropic', label: 'Anthropic' }, { value: 'google_ai', label: 'Google AI' }, { value: 'google_apis', label: 'Google APIs' }, { value: 'slack', label: 'Slack' },
          { value: 'github', label: 'GitHub' }, { value: 'cohere', label: 'Cohere' }, { value: 'mistral', label: 'Mistral' }, { value: 'serper', label: 'Serper' }, { value: 'tavily', label: 'Tavily' },
          { value: 'brave_search', label: 'Brave Search' }, { value: 'exa', label: 'Exa' }, { value: 'statuspage', label: 'A status page' },
        ],
      },
      { key: 'url', label: 'Another address', type: 'text', hint: 'A proxy, or the status page.', half: true },
      { key: 'api_key', label: 'API key', type: 'secret' },
      { key: 'status_page', label: 'Look at its status page', type: 'switch', half: true },
      { key: 'daily_calls_max', label: 'Calls with the key a day, at most', type: 'number', half: true },
    ],
    initial: { provider: 'openai', status_page: true, daily_calls_max: 288 },
  },
  {
    kind: 'heartbeat', label: 'Heartbeat', about: 'A job that tells by itself that it ran', group: 'Jobs and others',
    fields: [
      { key: 'schedule', label: 'Schedule', type: 'text', hint: 'A cron expression; empty: then the period counts.', placeholder: '0 3 * * *', half: true },
      { key: 'time_zone', label: 'Time zone', type: 'text', placeholder: 'Europe/Berlin', half: true },
      { key: 'period', label: 'Or every', type: 'text', placeholder: '1d', half: true },
      { key: 'grace', label: 'Late by at most', type: 'text', placeholder: '5m', half: true },
      { key: 'max_runtime', label: 'Runs for at most', type: 'text', placeholder: '30m', half: true },
    ],
    initial: { schedule: '', time_zone: 'UTC', period: '1d', grace: '5m', max_runtime: '30m' },
  },
  {
    kind: 'external', label: 'Another product', about: 'Monitors of UptimeRobot or Pingdom, told by their webhook', group: 'Jobs and others',
    fields: [{ key: 'product', label: 'Product', type: 'choice', choices: [{ value: 'uptimerobot', label: 'UptimeRobot' }, { value: 'pingdom', label: 'Pingdom' }], half: true }, { key: 'url', label: 'What it watches', type: 'text', half: true }],
    initial: { product: 'uptimerobot' },
  },
];

export const kindOf = (kind: string): KindSpec | undefined => KINDS.find((each) => each.kind === kind);

/** What people call a kind. */
export const kindLabel = (kind: string): string => kindOf(kind)?.label ?? kind;

/** Those that tell by themselves; all others are probed. */
export const isPassive = (kind: string): boolean => kind === 'heartbeat' || kind === 'external';
