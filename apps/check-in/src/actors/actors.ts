import { compact } from '#attendance';
import { registry } from '#contracts';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { PersonRepository } from '../persons/person.repository.js';

/** Who acted: his account, the name by which he is shown, and the number under which he is registered; each empty where there is none. */
export interface Actor {
  account: string;
  name: string;
  volunteerNo: string;
}

/** As it is stored. */
export const ACTOR = { type: { account: String, name: String, volunteerNo: String }, _id: false };

/** Those who act on records, and whether two of them are one person. */
@Injectable()
export class Actors {
  constructor(
    private readonly persons: PersonRepository,
    private readonly client: ContractClient,
  ) {}

  async of(account: string): Promise<Actor> {
    const { displayName, volunteerNo } = await this.client.call(registry.accounts.whoIs, { username: account });
    return { account, name: displayName, volunteerNo };
  }

  /** Whoever is registered under a number, as he may act with an account that is nobody's own: by his name. */
  async ofVolunteer(volunteerNo: string): Promise<Actor> {
    const { people } = await this.client.call(registry.volunteers.names, { volunteerNos: [volunteerNo] });
    return { account: '', name: people[0]?.name ?? '', volunteerNo };
  }

  /** By account, by the name in its compact form, as the definitions ask (`not_approved`), or by the person to whom both their numbers lead. */
  async isSamePerson(a: Actor, b: Actor): Promise<boolean> {
    if (isSame(a.account, b.account) || isSame(compact(a.name), compact(b.name))) return true;
    if (isSame(a.volunteerNo, b.volunteerNo)) return true;
    if (a.volunteerNo === '' || b.volunteerNo === '') return false;
    const [person] = await this.persons.ofNumbers([a.volunteerNo]);
    return person?.numbers.includes(b.volunteerNo) === true;
  }
}

const isSame = (a: string, b: string): boolean => a !== '' && a === b;
