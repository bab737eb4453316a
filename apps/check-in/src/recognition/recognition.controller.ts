import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { DecidingDays } from './deciding-days.js';
import { RecognisedHoursReader } from './recognised-hours.js';

type Contracts = typeof checkIn.recognition;

@Controller()
export class RecognitionController implements HandlersOf<Contracts> {
  constructor(
    private readonly hours: RecognisedHoursReader,
    private readonly deciding: DecidingDays,
  ) {}

  @Handles(checkIn.recognition.find)
  find({ volunteerNo, year }: ParsedInputOf<Contracts['find']>) {
    return this.hours.of(volunteerNo, year);
  }

  @Handles(checkIn.recognition.decide)
  decide(input: ParsedInputOf<Contracts['decide']>) {
    return this.deciding.decide(input);
  }
}
