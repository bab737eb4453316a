import { type NewAuditEntry, registry } from '#contracts';
import { DomainError, Gatherer } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Logger } from 'pino';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { NOWHERE } from '../auth/rights.js';
import type { GuardedRequest } from '../auth/user.js';
import { isAudited } from './audited.js';
import { kept, targetsOf } from './targets.js';

/**
 * Puts what is done into the audit log before it is done (docs/adr/0016-audit-log.md): without an entry nothing is changed and nothing shown. A second
 * entry tells what became of it where the first does not say enough: it was refused, or it is about more than was known before.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly gatherer = new Gatherer<NewAuditEntry, number>(
    async (entries) => (await this.client.call(registry.audit.append, { entries })).seqs,
    { most: 200, longestMs: 1, inFlight: 2 },
  );

  constructor(
    private readonly client: ContractClient,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    if (!isAudited(context.getHandler(), request)) return next.handle();
    const entry = entryOf(request);
    const seq = await this.gatherer.add(entry);
    const answer = await lastValueFrom(next.handle(), { defaultValue: undefined }).catch(async (error: unknown) => {
      await this.refused({ ...entry, because: '', of: seq, outcome: codeOf(error) });
      throw error;
    });
    const more = targetsOf(answer).filter((target) => !entry.targets.includes(target));
    if (more.length > 0) await this.gatherer.add({ ...entry, because: '', targets: more, of: seq, outcome: 'done' });
    return of(answer);
  }

  /** Whoever acts is told why it was refused in any case: the log has at least that it was tried. */
  private async refused(entry: NewAuditEntry): Promise<void> {
    await this.gatherer.add(entry).catch((err: unknown) => {
      this.log.warn({ err: String(err), of: entry.of }, 'an outcome is missing in the audit log');
    });
  }
}

function entryOf({ user, within = NOWHERE, method, routeOptions, params, query, body }: GuardedRequest): NewAuditEntry {
  const route = (routeOptions.url ?? '').replace(/:(\w+)/g, '{$1}');
  const because = (body as { because?: unknown } | null | undefined)?.because;
  const inAddress = Object.values(params as Record<string, string>).map(kept);
  return {
    by: kept(user?.volunteerNo || user?.username || ''),
    act: `${method} ${route}`,
    targets: [...new Set([...inAddress, ...targetsOf(query), ...targetsOf(body)])],
    because: typeof because === 'string' ? because.slice(0, 500) : '',
    of: 0,
    outcome: '',
    within,
  };
}

const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : 'INTERNAL');
