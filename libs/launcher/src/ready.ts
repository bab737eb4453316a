import { get } from 'node:http';

/** Asks the gateway's `/readyz`; nothing when it is ready, else why it is not. */
export function whyNotReady(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(`${address}/readyz`, { timeout: 3_000, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body = (body + chunk).slice(0, 500)));
      response.on('error', () => resolve('/readyz broke off'));
      response.on('end', () =>
        resolve(response.statusCode === 200 ? undefined : `/readyz ${response.statusCode ?? 0} ${body}`),
      );
    });
    request.on('timeout', () => request.destroy(new Error('/readyz timed out')));
    request.on('error', (error) => resolve(error.message));
  });
}
