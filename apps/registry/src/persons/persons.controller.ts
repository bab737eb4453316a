import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ConsentPhotos } from './consent-photos.js';
import { Registrations } from './registrations.js';

type Contracts = typeof registry.persons;

@Controller()
export class PersonsController implements HandlersOf<Contracts> {
  constructor(
    private readonly registrations: Registrations,
    private readonly photos: ConsentPhotos,
  ) {}

  @Handles(registry.persons.keepPhoto)
  async keepPhoto({ data, by }: ParsedInputOf<Contracts['keepPhoto']>) {
    return { photo: await this.photos.keep(Buffer.from(data, 'base64'), by) };
  }

  @Handles(registry.persons.register)
  register(input: ParsedInputOf<Contracts['register']>) {
    return this.registrations.register(input);
  }
}
