import { useEffect, useRef, type ReactNode } from 'react';
import { IconX } from '@tabler/icons-react';
import { useKeys } from '@/core/keys';
import { Control } from '@/ui/Control/Control';
import styles from './SideDrawer.module.css';

type Props = {
  /** What the drawer is, for assistive technology: "Log record". */
  label: string;
  title: ReactNode;
  onClose: () => void;
  /** Controls at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
};

/** Details beside a list that stays in view: put it after the list in a flex row. Escape closes it, and focus goes back to where it was. */
export function SideDrawer({ label, title, onClose, actions, children }: Props) {
  const drawer = useRef<HTMLElement>(null);
  useKeys([{ keys: 'Escape', label: `Close ${label.toLowerCase()}`, run: onClose }], label);

  useEffect(() => {
    const own = drawer.current;
    const opener = document.activeElement;
    return () => {
      if (own?.contains(document.activeElement) && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <aside ref={drawer} className={styles.drawer} aria-label={label}>
      <header className={styles.header}>
        <div className={styles.title}>{title}</div>
        {actions}
        <Control quiet aria-label={`Close ${label.toLowerCase()}`} title="Close (Esc)" onClick={onClose}>
          <IconX size={14} />
        </Control>
      </header>
      <div className={styles.content} tabIndex={0} role="group" aria-label={`${label}: content`}>
        {children}
      </div>
    </aside>
  );
}
