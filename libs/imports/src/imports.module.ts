import { IMPORT_OWNERS, type importContracts, type HandlersOf, type OutputOf, type ParsedInputOf } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Transactions } from '#mongo';
import { Controller, type DynamicModule, Global, Inject, Injectable, Module, type Provider } from '@nestjs/common';
import { ImportFiles } from './import-files.js';
import { ImportJobs, statusOf } from './import-jobs.js';
import type { ImportKindSpec } from './import-kind.js';
import { IMPORT_KINDS, ImportRunner } from './import-runner.js';

type Contracts = ReturnType<typeof importContracts>;

/** What a service answers about imports. */
@Injectable()
class ImportDesk {
  constructor(
    readonly jobs: ImportJobs,
    readonly files: ImportFiles,
    private readonly transactions: Transactions,
    private readonly runner: ImportRunner,
    private readonly clock: Clock,
  ) {}

  async finish({ id, kind, dryRun, bytes, by }: ParsedInputOf<Contracts['finish']>): Promise<{ id: string }> {
    const now = this.clock.now();
    await this.transactions.run(async (session) => {
      const isNew = await this.jobs.create({ _id: id, kind, dryRun, by, bytes, createdAt: new Date(now) }, session);
      if (isNew) await this.files.finish(id, bytes, now, session);
    });
    this.runner.arrived.wake();
    return { id };
  }

  async cancel(id: string): Promise<OutputOf<Contracts['cancel']>> {
    const ended = await this.jobs.end(id, 'cancelled', this.clock.now());
    const job = await this.jobs.get(id);
    if (!ended && job.state !== 'cancelled') throw new DomainError('IMPORT.ALREADY_ENDED', { id, state: job.state });
    return statusOf(job);
  }
}

/**
 * Imports for the service that owns `contracts`. `kinds` gives an array of `ImportKindSpec` under the token `IMPORT_KINDS`.
 */
export function importsModule(
  contracts: Contracts,
  kinds: readonly Provider<ImportKindSpec<never, never>>[],
  imports: DynamicModule['imports'] = [],
): DynamicModule {
  @Controller()
  class ImportsController implements HandlersOf<Contracts> {
    constructor(@Inject(ImportDesk) private readonly desk: ImportDesk) {}

    @Handles(contracts.chunk)
    async chunk({ id, index, data }: ParsedInputOf<Contracts['chunk']>) {
      await this.desk.files.putChunk(id, index, Buffer.from(data, 'base64'));
      return {};
    }

    @Handles(contracts.finish)
    finish(input: ParsedInputOf<Contracts['finish']>) {
      const owner = contracts.finish.subject.split('.')[0];
      if (IMPORT_OWNERS[input.kind] !== owner) throw new DomainError('REQUEST.MALFORMED', { kind: input.kind });
      return this.desk.finish(input);
    }

    @Handles(contracts.status)
    async status({ id }: { id: string }) {
      return statusOf(await this.desk.jobs.get(id));
    }

    @Handles(contracts.list)
    async list({ limit, kind }: ParsedInputOf<Contracts['list']>) {
      return { imports: (await this.desk.jobs.newest(limit, kind)).map(statusOf) };
    }

    @Handles(contracts.cancel)
    cancel({ id }: { id: string }) {
      return this.desk.cancel(id);
    }

    @Handles(contracts.refusals)
    async refusals({ id, after }: { id: string; after: string | null }) {
      await this.desk.jobs.get(id);
      return this.desk.jobs.refusalsPage(id, after);
    }
  }

  @Global()
  @Module({})
  class ImportsModule {}

  const tokens = kinds.map((k) => (typeof k === 'function' ? k : k.provide));
  return {
    module: ImportsModule,
    imports,
    controllers: [ImportsController],
    providers: [
      ImportFiles,
      ImportJobs,
      ImportRunner,
      ImportDesk,
      ...kinds,
      { provide: IMPORT_KINDS, inject: tokens, useFactory: (...all: unknown[]) => all },
    ],
    exports: [ImportJobs],
  };
}
