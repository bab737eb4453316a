export { decide, decideNaming, nextDue, passTime } from './decide.js';
export { holdsPlace, keptPlaces } from './places.js';
export {
  type Act,
  type Change,
  type Comer,
  type Decision,
  type Naming,
  type Post,
  type Refusal,
  REFUSALS,
  type Reservation,
  type Roster,
  type SignUp,
  type SignUpRules,
  type SignUpState,
} from './roster.js';
