import { VILLAGE } from './county-files.js';
import type { TestStack } from './test-stack.js';

/** A plan that nothing speaks against, but for its times. */
const PLAN = {
  ...{ name: '河道清洁', division: VILLAGE, personInCharge: '张三丰', risks: '湿滑', safeguards: '安全员' },
  ...{ posts: [{ id: 'a', name: '清洁', capacity: 99 }], signUp: { minimumAge: 16 } },
};

/** Plans and publishes a session as the administrator; its number. @throws Error where a step is not taken */
export async function publishSession(
  stack: TestStack,
  change: { readonly startsAt: string; readonly endsAt: string } & Readonly<Record<string, unknown>>,
): Promise<string> {
  const step = async (path: string, status: number, json?: object): Promise<Record<string, unknown>> => {
    const answer = await stack.post(`/api/v1/sessions${path}`, { token: stack.token, json });
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, unknown>;
  };
  const no = String((await step('', 201, { ...PLAN, ...change }))['sessionNo']);
  for (const name of ['submit', 'publish']) await step(`/${no}/${name}`, 200);
  return no;
}

/** Waits until check-in knows a session. */
export function knownToCheckIn(stack: TestStack, sessionNo: string): Promise<void> {
  return stack.until(20_000, 'known to check-in', async () => {
    const { status } = await stack.get(`/api/v1/sessions/${sessionNo}/presence`, { token: stack.token });
    return status === 200;
  });
}
