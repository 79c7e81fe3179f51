import { IconKeyboard } from '@tabler/icons-react';
import { useMatches } from '@tanstack/react-router';
import { Control } from '@/ui/Control/Control';
import { CopyLink } from './CopyLink';
import { Logo } from './Logo';
import { PageHeading } from './PageHeading';
import { RefreshMenu } from './RefreshMenu';
import { SchemeMenu } from './SchemeMenu';
import { SearchBox } from './SearchBox';
import { ServerState } from './ServerState';
import { TimePicker } from './TimePicker';
import { UserMenu } from './UserMenu';
import styles from './TopBar.module.css';

type Props = { announced: boolean; onPalette: () => void; onHelp: () => void };

/** The page's name, the way to everything, the time range, and what belongs to the visitor. */
export function TopBar({ announced, onPalette, onHelp }: Props) {
  const timeless = useMatches({ select: (matches) => matches.at(-1)?.staticData.timeless }) ?? false;
  return (
    <header className={styles.bar}>
      <span className={styles.mark}>
        <Logo />
      </span>
      <PageHeading announced={announced} />
      <ServerState />
      <span className={styles.space} />
      <SearchBox onOpen={onPalette} />
      {!timeless && (
        <div className={styles.range}>
          <TimePicker />
          <RefreshMenu />
        </div>
      )}
      <CopyLink />
      <Control className={styles.wide} aria-label="Keys of this page" title="Keys of this page ( ? )" onClick={onHelp}>
        <IconKeyboard size={14} />
      </Control>
      <SchemeMenu />
      <UserMenu />
    </header>
  );
}
