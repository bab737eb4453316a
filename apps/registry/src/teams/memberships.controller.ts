import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Memberships } from './memberships.js';

type Contracts = typeof registry.memberships;

/** What volunteers do themselves lies within no division: it is theirs. */
const THEIRS = { within: 'everywhere' } as const;

@Controller()
export class MembershipsController implements HandlersOf<Contracts> {
  constructor(private readonly memberships: Memberships) {}

  @Handles(registry.memberships.apply)
  apply(input: ParsedInputOf<Contracts['apply']>) {
    return this.memberships.act('apply', { ...input, ...THEIRS });
  }

  @Handles(registry.memberships.accept)
  accept(input: ParsedInputOf<Contracts['accept']>) {
    return this.memberships.act('accept', input);
  }

  @Handles(registry.memberships.decline)
  decline(input: ParsedInputOf<Contracts['decline']>) {
    return this.memberships.act('decline', input);
  }

  @Handles(registry.memberships.invite)
  invite(input: ParsedInputOf<Contracts['invite']>) {
    return this.memberships.act('invite', input);
  }

  @Handles(registry.memberships.acceptInvitation)
  acceptInvitation(input: ParsedInputOf<Contracts['acceptInvitation']>) {
    return this.memberships.act('accept-invitation', { ...input, ...THEIRS });
  }

  @Handles(registry.memberships.leave)
  leave(input: ParsedInputOf<Contracts['leave']>) {
    return this.memberships.act('leave', { ...input, ...THEIRS });
  }

  @Handles(registry.memberships.remove)
  remove(input: ParsedInputOf<Contracts['remove']>) {
    return this.memberships.act('leave', input);
  }

  @Handles(registry.memberships.list)
  list(input: ParsedInputOf<Contracts['list']>) {
    return this.memberships.list(input);
  }
}
