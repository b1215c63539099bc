import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { AwsError, isTooDeep } from '../aws/errors.ts'

/** An admin API error in the format of RFC 9457. */
export class Problem extends Error {
  readonly status: number
  /** The individual problems of the request, if there are several. */
  readonly errors: readonly { path: string; message: string }[]
  /** Additional members, such as the current content of a file. */
  readonly more: object

  constructor(status: number, detail: string, errors: Problem['errors'] = [], more: object = {}) {
    super(detail)
    this.status = status
    this.errors = errors
    this.more = more
  }

  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown
    if (thrown instanceof AwsError || isTooDeep(thrown)) {
      const { status, message } = AwsError.from(thrown)
      return new Problem(status, message)
    }
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new Problem(414, 'The path is too long.')
    if (code === 'FST_ERR_BAD_URL') return new Problem(400, 'The path cannot be decoded.')
    return new Problem(500, 'Unexpected error; see the log.')
  }

  toJSON(): object {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      ...(this.errors.length > 0 && { errors: this.errors }),
      ...this.more,
    }
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(problem))
}
