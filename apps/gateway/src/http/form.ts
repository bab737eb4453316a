import type { MultipartFile } from '@fastify/multipart';
import { DomainError } from '#kernel';
import type { FastifyRequest } from 'fastify';
import { MalformedInput } from './malformed.js';

/**
 * The file in the field `file` of a multipart request, as a stream that ends with `REQUEST.TOO_LARGE` where the file is larger than it may be.
 * @throws DomainError `IMPORT.FILE_MISSING`
 * @throws MalformedInput also from the stream, where the body is no multipart, or breaks off
 */
export async function fileOf(request: FastifyRequest, mostBytes: number): Promise<AsyncIterable<Uint8Array>> {
  if (!request.isMultipart()) throw new DomainError('IMPORT.FILE_MISSING');
  const part = await request.file({ limits: { fileSize: mostBytes, files: 1 } }).catch((error: unknown) => {
    throw malformed(error);
  });
  if (part?.fieldname === 'file') return read(part);
  part?.file.resume();
  throw new DomainError('IMPORT.FILE_MISSING');
}

async function* read({ file }: MultipartFile): AsyncGenerator<Uint8Array> {
  try {
    yield* file as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw malformed(error);
  }
  if (file.truncated) throw new DomainError('REQUEST.TOO_LARGE');
}

/** The reader's errors about what was sent have no class and no code. */
const malformed = (cause: unknown): unknown =>
  cause instanceof Error && 'statusCode' in cause ? cause : new MalformedInput([{ path: '', code: 'body_malformed' }]);
