export { type StackInSight, startInSight } from './databases.js';
export { ownName, serviceHere, silent } from './in-process.js';
export { ADMINISTRATOR, type Answer, type ImportState, TestStack } from './test-stack.js';
export { attendanceCsv, csvOf, divisionsCsv, sessionsCsv, teamsCsv, VILLAGE, volunteersCsv } from './county-files.js';
export { knownToCheckIn, publishSession } from './sessions.js';
export { Sink, SmallFeed, type ThingFact, type Things, thingsFeed } from './small-feed.js';
export { type Mail, Mailbox } from './mailbox.js';
export { TextGateway, type TextAnswer, type TextRequest } from './text-gateway.js';
