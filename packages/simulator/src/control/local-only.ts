/** Whether a request was addressed to this machine by a program on it, and not by a web page in its browser. */

import type { IncomingHttpHeaders } from 'node:http';

export function isMeantForUs(headers: IncomingHttpHeaders): boolean {
  if (!isLocal(headers.host)) return false;
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  return headers.origin === undefined || isLocal(/^https?:\/\/([^/]+)$/.exec(headers.origin)?.[1]);
}

/** `localhost`, `127.0.0.1` or `[::1]`, with or without a port, and nothing that merely begins or ends like them. */
function isLocal(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);
}
