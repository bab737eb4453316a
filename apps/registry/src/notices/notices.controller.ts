import { type HandlersOf, type NoticeView, type ParsedInputOf, registry } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { Giving } from './giving.js';
import { type Addressee, type NoticeDocument, NoticeRepository } from './notice.repository.js';

type Contracts = typeof registry.notices;

@Controller()
export class NoticesController implements HandlersOf<Contracts> {
  constructor(
    private readonly giving: Giving,
    private readonly notices: NoticeRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly clock: Clock,
  ) {}

  @Handles(registry.notices.give)
  async give({ notices }: ParsedInputOf<Contracts['give']>) {
    await this.giving.give(notices);
    return {};
  }

  @Handles(registry.notices.list)
  async list(reader: ParsedInputOf<Contracts['list']>) {
    const found = await this.notices.of(await this.addressee(reader));
    return { notices: found.map(view) };
  }

  @Handles(registry.notices.read)
  async read({ id, ...reader }: ParsedInputOf<Contracts['read']>) {
    const addressee = await this.addressee(reader);
    const found = await this.notices.read(id, addressee, new Date(this.clock.now()));
    if (found === null) throw new DomainError('NOTICE.UNKNOWN', { id });
    return view(found);
  }

  private async addressee(reader: Omit<Addressee, 'person'>): Promise<Addressee> {
    const [found] = await this.volunteers.some([reader.volunteerNo]);
    return { ...reader, person: found?.person };
  }
}

function view({ _id: id, startsAt, offeredUntil, ...at }: NoticeDocument): NoticeView {
  const { kind, sessionNo, sessionName, place, because, recordId, occurredAt, method } = at;
  return {
    ...{ id, kind, sessionNo, sessionName, place, because, startsAt: startsAt.getTime() },
    ...{ recordId, occurredAt, method },
    offeredUntil: offeredUntil?.getTime() ?? null,
    givenAt: at.givenAt.getTime(),
    readAt: at.readAt?.getTime() ?? null,
  };
}
