export { FeedFollower, type FeedPosition, type FeedSink } from './follower.js';
export { feedOwnerModule, FeedSnapshot } from './feed-owner.js';
export { Outbox, OUTBOX_PLAN } from './outbox.js';
