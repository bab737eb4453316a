import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Calendars } from './calendars.js';

type Contracts = typeof registry.calendars;

@Controller()
export class CalendarsController implements HandlersOf<Contracts> {
  constructor(private readonly calendars: Calendars) {}

  @Handles(registry.calendars.make)
  async make({ of, within }: ParsedInputOf<Contracts['make']>) {
    return { token: await this.calendars.make(of, within) };
  }

  @Handles(registry.calendars.revoke)
  async revoke({ of, within }: ParsedInputOf<Contracts['revoke']>) {
    await this.calendars.revoke(of, within);
    return {};
  }

  @Handles(registry.calendars.find)
  find({ token }: ParsedInputOf<Contracts['find']>) {
    return this.calendars.find(token);
  }
}
