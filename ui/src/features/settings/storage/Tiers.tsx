import { formatValue, MISSING, significant, thousands } from '@/core/format';
import { ShareBar } from '@/charts/Bars/ShareBar';
import { DataTable, type Column } from '@/ui/DataTable/DataTable';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import type { TiersAnswer, TierStorage } from './tiersApi';
import { daysInWords } from './words';
import styles from './Tiers.module.css';

const COLORS = { hot: '--s1', cold: '--s5', archive: '--unknown-fill' };
const ORDER = ['hot', 'cold', 'archive'];

const COLUMNS: readonly Column<TierStorage>[] = [
  { id: 'signal', header: 'Signal', cell: ({ signal }) => signal, sortBy: ({ signal, tier }) => `${signal} ${ORDER.indexOf(tier)}`, fixed: true, width: '96px' },
  { id: 'tier', header: 'Tier', cell: ({ tier }) => <Tier tier={tier} />, sortBy: ({ tier }) => ORDER.indexOf(tier), width: '96px' },
  { id: 'rows', header: 'Rows', cell: ({ rows }) => thousands(rows), sortBy: ({ rows }) => rows, align: 'right', width: '112px' },
  { id: 'bytes', header: 'On disk', cell: ({ compressed }) => formatValue(compressed, 'bytes'), sortBy: ({ compressed }) => compressed, align: 'right', width: '96px' },
  { id: 'ratio', header: 'Compression', cell: ({ ratio }) => (ratio === null ? MISSING : `${significant(ratio)} ×`), sortBy: ({ ratio }) => ratio, align: 'right', width: '112px' },
  { id: 'cost', header: 'A month', cell: ({ cost_month }) => (cost_month === null ? MISSING : cost_month.toFixed(2)), sortBy: ({ cost_month }) => cost_month, align: 'right', width: '88px' },
  { id: 'oldest', header: 'Oldest', cell: ({ oldest }) => (oldest ? <Timestamp at={oldest} mode="relative" /> : MISSING), sortBy: ({ oldest }) => oldest, width: '104px' },
  { id: 'newest', header: 'Newest', cell: ({ newest }) => (newest ? <Timestamp at={newest} mode="relative" /> : MISSING), sortBy: ({ newest }) => newest, width: '104px', optional: true },
  { id: 'path', header: 'Where', cell: ({ path }) => <span title={path ?? ''}>{path ?? MISSING}</span>, sortBy: ({ path }) => path },
];

/** Where records lie as they grow older, how large that is and what it costs. */
export function Tiers({ data }: { data: TiersAnswer }) {
  const { tiers } = data;
  const held = tiers.filter(({ rows }) => rows > 0);
  return (
    <>
      <div className={styles.head}>
        <ShareBar
          shares={ORDER.map((tier) => ({ key: tier, label: tier, color: COLORS[tier as keyof typeof COLORS], value: held.filter((each) => each.tier === tier).reduce((sum, { compressed }) => sum + compressed, 0) }))}
          label={ORDER.map((tier) => `${tier} ${formatValue(held.filter((each) => each.tier === tier).reduce((sum, { compressed }) => sum + compressed, 0), 'bytes')}`).join(', ')}
          wide
        />
        <p className={styles.words}>{inWords(data)}</p>
      </div>
      <DataTable label="Tiers" columns={COLUMNS} rows={held} rowKey={({ signal, tier }) => `${signal} ${tier}`} chooser="tiers" sort={{ id: 'signal', descending: false }} leastWidth={820} />
      {data.rules.length > 0 && (
        <ul className={styles.rules} aria-label="Log records kept for other times">
          {data.rules.map(({ name, services, levels, environments, keep_days }) => (
            <li key={name}>
              <b>{name}</b>: {[...levels, ...services, ...environments].join(', ')} kept {daysInWords(keep_days)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function inWords({ hot_days, cold_days, archive_days, has_archive }: TiersAnswer): string {
  const first = `Log records stay hot for ${daysInWords(hot_days)}, then cold until ${daysInWords(cold_days)}`;
  return has_archive ? `${first}; their days are then Parquet files in the archive until ${daysInWords(archive_days)}.` : `${first}.`;
}

function Tier({ tier }: Pick<TierStorage, 'tier'>) {
  return (
    <span className={styles.tier}>
      <i style={{ background: `var(${COLORS[tier]})` }} />
      {tier}
    </span>
  );
}
