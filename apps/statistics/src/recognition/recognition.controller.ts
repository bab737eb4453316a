import { type HandlersOf, type ParsedInputOf, statistics } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { divisionWithin } from '../reports/division-within.js';
import { Recognition } from './recognition.js';

type Contracts = typeof statistics.recognition;

@Controller()
export class RecognitionController implements HandlersOf<Contracts> {
  constructor(private readonly recognition: Recognition) {}

  @Handles(statistics.recognition.year)
  async year({ year, division, within }: ParsedInputOf<Contracts['year']>) {
    const { figures, ...of } = await this.recognition.year(year, divisionWithin(division, within));
    return { ...of, ...figures };
  }

  @Handles(statistics.recognition.waiting)
  async waiting(input: ParsedInputOf<Contracts['waiting']>) {
    return { days: await this.recognition.waiting(input) };
  }
}
