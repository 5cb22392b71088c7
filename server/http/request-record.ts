import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Source, sourceReader } from './source.ts';

/** What is remembered of a request until it is logged. */
export interface RequestRecord {
  readonly source: Source;
  /** Aborted when the reply is over, or nobody waits for it any more. */
  readonly gone: AbortSignal;
  /** `OK`, or the code of the error. */
  outcome: string;
}

/** @param lan prefixes of the LAN in canonical text, read anew for each request */
export function requestRecords(lan: () => readonly string[]) {
  const sourceOf = sourceReader(lan);
  const records = new WeakMap<FastifyRequest, RequestRecord>();
  return {
    /** Begins the record of a request, before anything is done for it. */
    begin(request: FastifyRequest, reply: FastifyReply): void {
      const forwarded = request.headers['x-forwarded-for'];
      const source = sourceOf(Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      records.set(request, { source, gone: gone.signal, outcome: 'OK' });
    },
    /** @returns one of nobody's and gone, for a request that was refused before it began */
    recordOf: (request: FastifyRequest): RequestRecord =>
      records.get(request) ?? { source: sourceOf(undefined), gone: AbortSignal.abort(), outcome: 'OK' },
  };
}
