import { byteNames, bitNames, siNames } from './units';

/**
 * How a unit writes its values. `scaled`: with the sign of its size (`1.5 KiB`, `8.42 k req/s`); the names are those of each power
 * of `base`, `factor` brings a value to the first. `duration`: `ms` is how long one of it lasts. `percent`: times `factor` is a
 * ratio of 1. `plain`: never scaled. `money`: the sign stands in front. `date`: milliseconds since 1970.
 */
export type Notation =
  | { kind: 'scaled'; base: 1000 | 1024; names: readonly string[]; factor: number }
  | { kind: 'duration'; ms: number }
  | { kind: 'percent'; factor: number }
  | { kind: 'plain'; suffix: string; factor: number }
  | { kind: 'money'; sign: string }
  | { kind: 'date'; form: 'iso' | 'time' | 'ago' }
  | { kind: 'clock'; ms: number }
  | { kind: 'words'; yes: string; no: string }
  | { kind: 'hex'; prefix: string }
  | { kind: 'scientific' };

const counted = (suffix: string, factor = 1): Notation => ({ kind: 'scaled', base: 1000, names: siNames(suffix), factor });
const plain = (suffix: string, factor = 1): Notation => ({ kind: 'plain', suffix, factor });
const lasting = (ms: number): Notation => ({ kind: 'duration', ms });
const money = (sign: string): Notation => ({ kind: 'money', sign });
const words = (yes: string, no: string): Notation => ({ kind: 'words', yes, no });
const bytes = (base: 1000 | 1024, power: number, rate = ''): Notation => ({ kind: 'scaled', base, names: byteNames(base, rate), factor: base ** power });
const bits = (base: 1000 | 1024, power: number, rate = ''): Notation => ({ kind: 'scaled', base, names: bitNames(base, rate), factor: base ** power });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Grafana's ids, and the few of our own: what people's dashboards and our pages call their units. */
const NOTATIONS: Readonly<Record<string, Notation>> = {
  // Without a unit.
  '': counted(''), short: counted(''), sishort: counted(''), none: plain(''), string: plain(''), locale: plain(''), pixel: plain('px'),
  percent: { kind: 'percent', factor: 0.01 }, percentunit: { kind: 'percent', factor: 1 }, ratio: { kind: 'percent', factor: 1 },
  humidity: plain('%H'), dB: plain('dB'), dBm: plain('dBm'), sci: { kind: 'scientific' },
  hex: { kind: 'hex', prefix: '' }, hex0x: { kind: 'hex', prefix: '0x' },
  bool: words('True', 'False'), bool_yes_no: words('Yes', 'No'), bool_on_off: words('On', 'Off'),
  // Data.
  bytes: bytes(1024, 0), kbytes: bytes(1024, 1), mbytes: bytes(1024, 2), gbytes: bytes(1024, 3), tbytes: bytes(1024, 4), pbytes: bytes(1024, 5),
  decbytes: bytes(1000, 0), deckbytes: bytes(1000, 1), decmbytes: bytes(1000, 2), decgbytes: bytes(1000, 3), dectbytes: bytes(1000, 4), decpbytes: bytes(1000, 5),
  bits: bits(1024, 0), decbits: bits(1000, 0),
  // Data rates.
  'bytes/s': bytes(1024, 0, '/s'), binBps: bytes(1024, 0, '/s'), Bps: bytes(1000, 0, '/s'), binbps: bits(1024, 0, '/s'), bps: bits(1000, 0, '/s'),
  KiBs: bytes(1024, 1, '/s'), MiBs: bytes(1024, 2, '/s'), GiBs: bytes(1024, 3, '/s'), TiBs: bytes(1024, 4, '/s'),
  KBs: bytes(1000, 1, '/s'), MBs: bytes(1000, 2, '/s'), GBs: bytes(1000, 3, '/s'), TBs: bytes(1000, 4, '/s'),
  Kibits: bits(1024, 1, '/s'), Mibits: bits(1024, 2, '/s'), Gibits: bits(1024, 3, '/s'),
  Kbits: bits(1000, 1, '/s'), Mbits: bits(1000, 2, '/s'), Gbits: bits(1000, 3, '/s'), pps: counted('p/s'),
  // Rates.
  cps: counted('c/s'), ops: counted('ops/s'), reqps: counted('req/s'), rps: counted('rd/s'), wps: counted('wr/s'), iops: counted('io/s'), eps: counted('evt/s'),
  mps: counted('msg/s'), recps: counted('rec/s'), rowsps: counted('rows/s'), cpm: counted('c/min'), opm: counted('ops/min'), reqpm: counted('req/min'),
  rpm: counted('rd/min'), wpm: counted('wr/min'), epm: counted('evt/min'), mpm: counted('msg/min'), Hs: counted('H/s'), flops: counted('FLOPS'),
  // Time.
  ns: lasting(1e-6), µs: lasting(1e-3), us: lasting(1e-3), ms: lasting(1), s: lasting(SECOND), m: lasting(MINUTE), h: lasting(HOUR), d: lasting(DAY),
  dtdurationms: lasting(1), dtdurations: lasting(SECOND), durationms: lasting(1), durations: lasting(SECOND), timeticks: lasting(10),
  dthms: { kind: 'clock', ms: SECOND }, dthmsms: { kind: 'clock', ms: 1 }, clocks: { kind: 'clock', ms: SECOND }, clockms: { kind: 'clock', ms: 1 },
  dateTimeAsIso: { kind: 'date', form: 'iso' }, dateTimeAsIsoNoDateIfToday: { kind: 'date', form: 'iso' }, dateTimeAsUS: { kind: 'date', form: 'iso' },
  dateTimeAsUSNoDateIfToday: { kind: 'date', form: 'iso' }, dateTimeAsLocal: { kind: 'date', form: 'iso' }, dateTimeAsSystem: { kind: 'date', form: 'iso' },
  dateTimeAsLocalNoDateIfToday: { kind: 'date', form: 'iso' }, dateTimeFromNow: { kind: 'date', form: 'ago' },
  // Physics.
  hertz: counted('Hz'), rothz: counted('Hz'), rotrpm: plain('rpm'), celsius: plain('°C'), fahrenheit: plain('°F'), farenheit: plain('°F'), kelvin: plain('K'),
  watt: counted('W'), kwatt: counted('W', 1000), megwatt: counted('W', 1e6), mwatt: counted('W', 1e-3), watth: counted('Wh'), kwatth: counted('Wh', 1000),
  joule: counted('J'), volt: counted('V'), kvolt: counted('V', 1000), mvolt: plain('mV'), amp: counted('A'), mamp: plain('mA'), ohm: counted('Ω'), voltamp: counted('VA'),
  lengthm: counted('m'), lengthmm: plain('mm'), lengthkm: plain('km'), velocityms: plain('m/s'), velocitykmh: plain('km/h'), massg: counted('g'), masskg: plain('kg'),
  pressurembar: plain('mbar'), pressurebar: counted('bar'), pressurehpa: plain('hPa'), litre: counted('L'), degree: plain('°'), ppm: plain('ppm'), conppm: plain('ppm'), conppb: plain('ppb'),
  // Money.
  currencyUSD: money('$'), currencyEUR: money('€'), currencyGBP: money('£'), currencyJPY: money('¥'), currencyINR: money('₹'), currencyCHF: money('CHF'),
  currencyRUB: money('₽'), currencyUAH: money('₴'), currencyBRL: money('R$'), currencyPLN: money('zł'), currencySEK: money('kr'), currencyBTC: money('฿'),
};

/** Units written out by whoever made the dashboard: `suffix:req`, `prefix:€`, `si:Wh`, `count:jobs`, `bool:up/down`. */
const WRITTEN: Readonly<Record<string, (text: string) => Notation>> = {
  suffix: (text) => plain(text.trim()),
  prefix: money,
  currency: money,
  si: (text) => counted(text.trim()),
  count: (text) => counted(text.trim()),
  bool: (text) => words(...pair(text)),
  time: () => ({ kind: 'date', form: 'iso' }),
};

const pair = (text: string): [string, string] => {
  const [yes = '', no = ''] = text.split('/');
  return [yes, no];
};

/** How values of a unit are written. A unit nobody knows is a count whose name follows it as it is. */
export function notationOf(unit: string): Notation {
  if (Object.hasOwn(NOTATIONS, unit)) return NOTATIONS[unit]!;
  const at = unit.indexOf(':');
  const written = at > 0 ? unit.slice(0, at) : '';
  return Object.hasOwn(WRITTEN, written) ? WRITTEN[written]!(unit.slice(at + 1)) : counted(unit);
}
