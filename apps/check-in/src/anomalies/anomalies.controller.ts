import { type Anomaly, checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { type AnomalyDocument, AnomalyRepository } from './anomaly.repository.js';

type Contracts = typeof checkIn.anomalies;

@Controller()
export class AnomaliesController implements HandlersOf<Contracts> {
  constructor(
    private readonly anomalies: AnomalyRepository,
    private readonly clock: Clock,
  ) {}

  @Handles(checkIn.anomalies.list)
  async list(asked: ParsedInputOf<Contracts['list']>) {
    return { anomalies: (await this.anomalies.list(asked)).map((d) => this.view(d)) };
  }

  @Handles(checkIn.anomalies.decide)
  async decide({ id, within, ...said }: ParsedInputOf<Contracts['decide']>) {
    const decided = await this.anomalies.decide(id, within, { ...said, at: new Date(this.clock.now()) });
    if (decided === null) throw new DomainError('ANOMALY.UNKNOWN', { id });
    return this.view(decided);
  }

  private view(document: AnomalyDocument): Anomaly {
    const { _id: id, division: _, teamNo: __, foundAt, history: ___, ...rest } = document;
    return {
      ...{ id, ...rest, foundAt: foundAt.getTime() },
      history: this.anomalies.history(document).map(({ at, ...said }) => ({ ...said, at: at.getTime() })),
    };
  }
}
