import { registry } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** The divisions in which sessions are planned, as the registry knows them: nothing new is planned in one that has ended (docs/adr/0019). */
@Injectable()
export class Places {
  constructor(private readonly client: ContractClient) {}

  /** @throws DomainError `DIVISION.ENDED` with the heir; a division that nobody knows is no reason */
  async assertOpen(codes: readonly string[]): Promise<void> {
    const [ended] = await this.ended(codes);
    if (ended !== undefined) throw new DomainError('DIVISION.ENDED', { ...ended });
  }

  async isOpen(code: string): Promise<boolean> {
    return (await this.ended([code])).length === 0;
  }

  private async ended(codes: readonly string[]) {
    const asked = [...new Set(codes)].filter((code) => code !== '');
    if (asked.length === 0) return [];
    return (await this.client.call(registry.divisions.ended, { codes: asked })).ended;
  }
}
