import { covers } from '#access';
import type { ParsedInputOf, Registration, RegisteringRefusal, registry, ReplyOf, Scope } from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { ConsentRepository } from '../consents/consent.repository.js';
import { DivisionRepository } from '../divisions/division.repository.js';
import { Placing } from '../divisions/placing.js';
import { volunteerFact } from '../feed/facts.js';
import { TeamRepository } from '../teams/team.repository.js';
import { type Identity, readIdentity } from '../volunteers/identity.js';
import { PersonalData } from '../volunteers/personal-data.js';
import {
  MADE_HERE,
  TURN_OF_PERSONS,
  type VolunteerDocument,
  VolunteerRepository,
} from '../volunteers/volunteer.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { ProvisionalNumbers } from '../provisional/provisional-numbers.js';
import { Policies } from '../policies/policies.js';
import { ConsentPhotos } from './consent-photos.js';
import { birthDate, registeringRefusals } from './registering.js';
import { VOLUNTEER_NUMBERS } from './volunteer-numbers.js';

type Contracts = typeof registry.persons;

/** Registering people (《志愿服务条例》 article 7: by oneself, or through an organisation). */
@Injectable()
export class Registrations {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly within: VolunteersWithin,
    private readonly divisions: DivisionRepository,
    private readonly placing: Placing,
    private readonly teams: TeamRepository,
    private readonly ledger: ConsentRepository,
    private readonly photos: ConsentPhotos,
    private readonly policies: Policies,
    private readonly personal: PersonalData,
    private readonly provisional: ProvisionalNumbers,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Registers somebody who has signed. @throws DomainError `AUTH.OUT_OF_SCOPE`, `REGISTERING.ASK_OFFICE`, `DIVISION.ENDED`, `PROVISIONAL.UNKNOWN`, `PROVISIONAL.SETTLED` */
  async register(input: ParsedInputOf<Contracts['register']>): Promise<ReplyOf<Contracts['register']>> {
    const { teams, photo, provisionalNo, by, within } = input;
    const known = (await this.teams.some(teams)).filter((t) => t.endedOn === undefined);
    const isTheirs = known.every((t) => covers(within, { division: t.division, teams: [t._id] }));
    if (!isTheirs || !covers(within, { division: input.division, teams })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    const { identity, refused } = await this.look(input, {
      isSigned: true,
      areTeamsKnown: known.length === teams.length,
    });
    if (identity === undefined || refused.length > 0) return { refused, created: false, volunteerNos: [] };
    const done = await this.transactions.inTurn(
      TURN_OF_PERSONS,
      async (session): Promise<ReplyOf<Contracts['register']>> => {
        const there = await this.volunteers.ofIdentity(this.personal.identityIndex(identity), session);
        const lead = async (to: VolunteerDocument | undefined) => {
          if (provisionalNo !== '' && to) await this.provisional.lead(provisionalNo, to, { by, within }, session);
        };
        if (there.length > 0) {
          const volunteerNos = await this.foundWithin(there, within, session);
          await lead(there[0]);
          return { refused, created: false, volunteerNos };
        }
        if (!(await this.areOpen(teams, session)))
          return { refused: ['team_unknown'], created: false, volunteerNos: [] };
        if (!(await this.photos.use(photo, by, session)))
          return { refused: ['photo_unknown'], created: false, volunteerNos: [] };
        const made = await this.add({ ...input, phoneBy: 'office' }, identity, teams, session);
        await lead(made);
        const { version, guardian } = input.consent;
        const signed = { version, channel: 'signed', guardian: guardian !== '', by, photo } as const;
        const at = new Date(this.clock.now());
        await this.ledger.add({ ...signed, person: made.person, purpose: 'service', given: true, at }, session);
        return { refused, created: true, volunteerNos: [made._id] };
      },
    );
    this.outbox.added.wake();
    return done;
  }

  /** Whether some teams are there and have not ended; whoever ends or merges one of them at the same time conflicts, so that nobody is left in it. */
  private async areOpen(teamNos: readonly string[], session: ClientSession): Promise<boolean> {
    for (const teamNo of new Set(teamNos)) {
      const team = await this.teams.lock(teamNo, session);
      if (team === null || team.endedOn !== undefined) return false;
    }
    return true;
  }

  /** A person's numbers, where he lies within the scope. @throws DomainError `REGISTERING.ASK_OFFICE`, which does not tell where he is */
  private async foundWithin(rows: readonly VolunteerDocument[], within: Scope, session: ClientSession) {
    if ((await this.within.of(rows, within, session)).length === 0) throw new DomainError('REGISTERING.ASK_OFFICE');
    return rows.map((row) => row._id);
  }

  /** Who is meant, and every reason why he cannot be registered. */
  async look(
    said: Registration,
    { isSigned, areTeamsKnown }: { isSigned: boolean; areTeamsKnown: boolean },
  ): Promise<{ identity: Identity | undefined; refused: RegisteringRefusal[] }> {
    const identity = readIdentity(said.documentType, said.documentNumber);
    const isVillageKnown = (await this.divisions.villageCodes()).has(said.division);
    const consent = { ...said.consent, isSigned };
    const today = chinaDay(this.clock.now());
    const ages = {
      consentsBelow: await this.policies.value('guardian_below', today),
      signsBelow: await this.policies.value('guardian_signs_below', today),
    };
    const asked = { identity, bornOn: said.bornOn, isVillageKnown, areTeamsKnown, consent };
    const refused = registeringRefusals(asked, today, ages);
    return { identity, refused };
  }

  /** Adds a number for somebody who has none, and tells of it as of one that a file brought. @throws DomainError `DIVISION.ENDED` */
  async add(
    said: Registration & Required<Pick<VolunteerDocument, 'phoneBy'>>,
    identity: Identity,
    teams: readonly string[],
    session: ClientSession,
  ): Promise<VolunteerDocument> {
    await this.placing.in(said.division, session);
    const now = this.clock.now();
    const { name, phone, phoneBy, gender, politicalStatus, education, division, consent } = said;
    const row = this.personal.row({
      ...{ volunteerNo: VOLUNTEER_NUMBERS.next(now), name, phone, phoneBy, gender },
      ...{ politicalStatus, education, division },
      ...{ documentType: identity.type, documentNumber: identity.number },
      bornOn: birthDate({ identity, bornOn: said.bornOn }) ?? '',
      guardian: consent.guardian,
      teams: [...teams],
      registeredOn: chinaDay(now),
      consent: '本人同意',
      digest: MADE_HERE,
    });
    const { accepted } = await this.volunteers.apply([row], session);
    const [made] = accepted;
    if (made === undefined) throw new Error('a number that is new was there');
    await this.outbox.add(session, accepted.map(volunteerFact));
    return made;
  }
}
