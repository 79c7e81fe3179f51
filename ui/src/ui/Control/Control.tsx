import type { ComponentPropsWithRef } from 'react';
import styles from './Control.module.css';

type Props = ComponentPropsWithRef<'button'> & {
  /** Switched on, or showing something else than the default. */
  active?: boolean;
  /** Without a border, for places that must stay calm. */
  quiet?: boolean;
};

/** A small button for bars and panel headers. Icon-only ones need an `aria-label`. */
export function Control({ active = false, quiet = false, className, ...props }: Props) {
  const classes = className ? `${styles.control} ${className}` : styles.control;
  return <button type="button" {...props} className={classes} data-active={active || undefined} data-quiet={quiet || undefined} />;
}
