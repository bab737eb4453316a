import { expect, test } from '@jest/globals';
import { MongoDriverError, MongoNetworkError, MongoServerError } from 'mongodb';
import { databaseFailure, mongoUnavailable } from './failures.js';

const server = (code: number, labels: string[] = []) =>
  new MongoServerError({ message: 'told by the server', code, errorLabels: labels });

test.each([
  ['no connection', new MongoNetworkError('connection closed')],
  // Seen while a server was killed under a large command: an error of Node's, handed on by the driver as it is.
  ['a broken socket', Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })],
  ['a server that shuts down', server(91)],
  ['a transaction of a server that was killed', server(251)],
  ['anything that the driver says may be tried again', server(1, ['TransientTransactionError'])],
])('%s is a database that is away', (_, error) => {
  expect(mongoUnavailable(error)).toMatchObject({ code: 'UNAVAILABLE' });
  expect(databaseFailure(error)).toMatchObject({ code: 'UNAVAILABLE' });
});

test.each([
  ['a duplicate key', server(11000)],
  ['a wrong use of the driver', new MongoDriverError('wrong')],
])('%s is a failure of the database, but not one to wait out', (_, error) => {
  expect(mongoUnavailable(error)).toBeUndefined();
  expect(databaseFailure(error)).toMatchObject({ code: 'UNAVAILABLE' });
});

test.each([
  ['a bug', new TypeError('x is undefined')],
  ['no error at all', 'text'],
  ['a missing file', Object.assign(new Error('x'), { code: 'ENOENT' })],
])('%s is none of the database', (_, error) => {
  expect(mongoUnavailable(error)).toBeUndefined();
  expect(databaseFailure(error)).toBeUndefined();
});
