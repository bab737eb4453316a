import { checkIn, type HandlersOf, type ParsedInputOf, type SpotCheck, type SpotCheckListed } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { type SpotCheckDocument, SpotCheckRepository } from './spot-check.repository.js';
import { SpotChecks } from './spot-checks.js';

type Contracts = typeof checkIn.spotChecks;

@Controller()
export class SpotChecksController implements HandlersOf<Contracts> {
  constructor(
    private readonly spotChecks: SpotChecks,
    private readonly stored: SpotCheckRepository,
    private readonly clock: Clock,
  ) {}

  @Handles(checkIn.spotChecks.draw)
  async draw(asked: ParsedInputOf<Contracts['draw']>) {
    return this.view(await this.spotChecks.draw(asked));
  }

  @Handles(checkIn.spotChecks.list)
  async list({ within, limit }: ParsedInputOf<Contracts['list']>) {
    return { spotChecks: (await this.stored.list(within, limit)).map(listed) };
  }

  @Handles(checkIn.spotChecks.find)
  async find({ id, within }: ParsedInputOf<Contracts['find']>) {
    return this.view(known(id, await this.stored.find(id, within)));
  }

  @Handles(checkIn.spotChecks.found)
  async found({ id, recordKey, within, ...said }: ParsedInputOf<Contracts['found']>) {
    const finding = { ...said, at: new Date(this.clock.now()) };
    return this.view(known(id, await this.stored.addFinding(id, within, recordKey, finding)));
  }

  private view(d: SpotCheckDocument): SpotCheck {
    const drawn = (d.drawn ?? []).map(({ startsAt, checkedInAt, checkedOutAt, findings, ...rest }) => ({
      ...rest,
      startsAt: startsAt.getTime(),
      checkedInAt: checkedInAt.getTime(),
      checkedOutAt: checkedOutAt?.getTime() ?? null,
      findings: findings.map((finding) => {
        const { found, by, at } = finding;
        return { found, text: this.stored.text(d._id, finding), by, at: at.getTime() };
      }),
    }));
    return { ...listed(d), drawn };
  }
}

function known(id: string, found: SpotCheckDocument | null): SpotCheckDocument {
  if (found === null) throw new DomainError('SPOT_CHECK.UNKNOWN', { id });
  return found;
}

function listed({ _id: id, seed, from, until, division, size, by, at }: SpotCheckDocument): SpotCheckListed {
  return { id, seed, from: from.getTime(), until: until.getTime(), division, size, by, at: at.getTime() };
}
