import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

type Contracts = typeof registry.audit;

@Controller()
export class AuditController implements HandlersOf<Contracts> {
  constructor(private readonly log: AuditLog) {}

  @Handles(registry.audit.append)
  async append({ entries }: ParsedInputOf<Contracts['append']>) {
    return { seqs: await this.log.append(entries) };
  }

  @Handles(registry.audit.read)
  read(input: ParsedInputOf<Contracts['read']>) {
    return this.log.read(input);
  }

  @Handles(registry.audit.verify)
  verify({ known }: ParsedInputOf<Contracts['verify']>) {
    return this.log.verify(known);
  }
}
