import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { BackFills } from './back-fills.js';

type Contracts = typeof checkIn.backFills;

@Controller()
export class BackFillsController implements HandlersOf<Contracts> {
  constructor(private readonly backFills: BackFills) {}

  @Handles(checkIn.backFills.request)
  request(input: ParsedInputOf<Contracts['request']>) {
    return this.backFills.request(input);
  }

  @Handles(checkIn.backFills.list)
  async list({ sessionNo, within }: ParsedInputOf<Contracts['list']>) {
    return { backFills: await this.backFills.list(sessionNo, within) };
  }

  @Handles(checkIn.backFills.approve)
  approve(input: ParsedInputOf<Contracts['approve']>) {
    return this.backFills.approve(input);
  }

  @Handles(checkIn.backFills.decline)
  decline(input: ParsedInputOf<Contracts['decline']>) {
    return this.backFills.decline(input);
  }
}
