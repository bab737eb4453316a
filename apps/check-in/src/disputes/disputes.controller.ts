import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { DecidingDisputes } from './deciding-disputes.js';
import { Disputes } from './disputes.js';
import { Opening } from './opening.js';

type Contracts = typeof checkIn.disputes;

@Controller()
export class DisputesController implements HandlersOf<Contracts> {
  constructor(
    private readonly opening: Opening,
    private readonly deciding: DecidingDisputes,
    private readonly disputes: Disputes,
  ) {}

  @Handles(checkIn.disputes.open)
  async open(input: ParsedInputOf<Contracts['open']>) {
    return this.disputes.view(await this.opening.open(input));
  }

  @Handles(checkIn.disputes.ofVolunteer)
  async ofVolunteer({ volunteerNo }: ParsedInputOf<Contracts['ofVolunteer']>) {
    return { disputes: await this.disputes.views(await this.opening.ofVolunteer(volunteerNo)) };
  }

  @Handles(checkIn.disputes.withdraw)
  async withdraw(input: ParsedInputOf<Contracts['withdraw']>) {
    return this.disputes.view(await this.opening.withdraw(input));
  }

  @Handles(checkIn.disputes.appeal)
  async appeal(input: ParsedInputOf<Contracts['appeal']>) {
    return this.disputes.view(await this.opening.appeal(input));
  }

  @Handles(checkIn.disputes.list)
  async list(input: ParsedInputOf<Contracts['list']>) {
    return { disputes: await this.disputes.views(await this.deciding.list(input)) };
  }

  @Handles(checkIn.disputes.decide)
  async decide(input: ParsedInputOf<Contracts['decide']>) {
    const { dispute, results } = await this.deciding.decide(input);
    return { dispute: await this.disputes.view(dispute), results };
  }
}
