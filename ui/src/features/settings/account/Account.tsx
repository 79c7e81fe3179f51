import { useSession } from '@/api/useSession';
import { Notice } from '@/ui/Notice/Notice';
import { SectionFrame } from '../parts/SectionFrame';
import { Appearance } from './Appearance';
import { OwnSessions } from './OwnSessions';
import { Password } from './Password';
import { WhoIAm } from './WhoIAm';
import styles from './Account.module.css';

/** One's own account: who one is here, the password, the sessions, how the pages look. */
export default function Account() {
  const { data: session } = useSession();
  const principal = session?.principal;
  if (!principal) return null;
  const isUser = principal.kind === 'user';
  return (
    <SectionFrame title="Account" about="What belongs to you alone.">
      {!isUser && <Notice tone="info" text="You are here without an account, because this page was opened on the server’s own machine before it was set up. The set-up link that the server printed at its start makes the first account." />}
      <div className={styles.columns}>
        <WhoIAm principal={principal} />
        <Appearance />
        {isUser && <Password />}
        {isUser && <OwnSessions />}
      </div>
    </SectionFrame>
  );
}
