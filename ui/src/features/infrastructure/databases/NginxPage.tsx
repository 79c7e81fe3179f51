import { NGINX } from './nginx/spec';
import { SystemPage } from './SystemPage';

/** A web server: requests, connections, and whether it had to drop any. */
export function NginxPage() {
  return <SystemPage spec={NGINX}>{() => null}</SystemPage>;
}
