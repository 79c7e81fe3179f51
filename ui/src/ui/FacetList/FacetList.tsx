import { Facet, type FacetActions, type FacetField } from './Facet';
import { FacetSkeleton } from './FacetSkeleton';
import styles from './FacetList.module.css';

type Props = FacetActions & {
  fields: readonly FacetField[];
  label?: string;
  /** The first answer is still on its way. */
  loading?: boolean;
  /** The values belong to an older search: shown faded until the new ones are here. */
  stale?: boolean;
  /** How many fields stand open until somebody opens or closes one. */
  open?: number;
};

const OPEN = 3;

/** The fields of a result with their most frequent values: a click asks for a value, the minus (or Alt and click) leaves it out. */
export function FacetList({ fields, label = 'Fields', loading = false, stale = false, open = OPEN, ...actions }: Props) {
  return (
    <div className={styles.list} role="group" aria-label={label} aria-busy={loading || stale} data-stale={stale || undefined}>
      {loading && fields.length === 0 ? <FacetSkeleton /> : fields.map((field, i) => <Facet key={field.name} field={field} openAtFirst={i < open} {...actions} />)}
    </div>
  );
}
