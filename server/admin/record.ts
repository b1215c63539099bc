import { setImmediate as nextTurn } from 'node:timers/promises'
import { Problem } from '../http/problem.ts'
import type { Estimate } from '../renewal/estimate.ts'
import { estimateOf } from '../renewal/estimate.ts'
import { recordedCall } from '../renewal/recorded-call.ts'
import type { RecordedCall } from '../renewal/ask-again.ts'
import { UnknownJob } from '../renewal/unknown-job.ts'
import { maySpend } from '../resolve/spend.ts'
import { MODES } from '../settings/modes.ts'
import { recordingFolder } from '../settings/folders.ts'
import { choice, filled, list, member, number, object, string, whole } from '../shape/shape.ts'
import { messageOf } from '../text/error-message.ts'
import { findRecording } from './recordings.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

const names = object({
  names: member(list(filled), 'Names of recordings.', 'required'),
})

const figures = {
  calls: member(whole(0), 'How many calls it would be.', 'required'),
  inputTokens: member(whole(0), 'Tokens of the requests.', 'required'),
  outputTokens: member(whole(0), 'Tokens of the recorded answers.', 'required'),
  cost: member(number, "US dollars at today's prices, estimated.", 'required'),
  unpriced: member(whole(0), 'How many calls have no known price.', 'required'),
} as const

const job = object({
  id: member(string, 'The id of the job.', 'required'),
  state: member(choice('state', 'running', 'stopped', 'done'), 'The state of the job.', 'required'),
  done: member(whole(0), 'The number of recordings that were sent again.', 'required'),
  of: member(whole(0), 'How many there are.', 'required'),
  why: member(string, 'Why it ended early.'),
  results: member(
    list(
      object({
        name: member(string, 'The recording.', 'required'),
        state: member(
          choice('state', 'same', 'changed', 'failed', 'accepted'),
          'The outcome.',
          'required',
        ),
        why: member(string, 'Why there is no new answer.'),
        changes: member(
          list(
            object({
              what: member(string, 'text, stop reason, tokens or latency.', 'required'),
              before: member(string, 'As recorded.', 'required'),
              after: member(string, 'The new answer.', 'required'),
            }),
          ),
          'What is different.',
          'required',
        ),
        costBefore: member(number, 'US dollars of the recorded answers, estimated.'),
        costAfter: member(number, 'US dollars of the new answers, estimated.'),
      }),
    ),
    'The recordings that were sent again.',
    'required',
  ),
})

const UNKNOWN = { 404: 'There is no job with that id.' }

export const recordRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/record',
    summary: 'Lists what was recorded since the server started, and what was not and why',
    answer: {
      what: 'The latest calls to record.',
      shape: object({
        folder: member(string, 'Where recordings are written.', 'required'),
        taken: member(
          list(
            object({
              id: member(string, 'The id of the exchange.', 'required'),
              at: member(number, 'When it arrived, in milliseconds since 1970.', 'required'),
              operation: member(string, 'Converse, InvokeModel ...', 'required'),
              model: member(string, 'The model as sent.'),
              file: member(string, 'The file with its answer.'),
              why: member(string, 'Why it was not recorded.'),
            }),
          ),
          'Oldest first.',
          'required',
        ),
      }),
    },
    run: (_request, { config, remote }) => ({
      folder: recordingFolder(config),
      taken: remote.taken,
    }),
  },
  {
    method: 'POST',
    path: '/record/estimate',
    summary: 'Estimates the cost of sending recorded requests again; makes no calls',
    body: names,
    answer: {
      what: 'The total, and each recording.',
      shape: object({
        ...figures,
        recordings: member(
          list(object({ name: member(string, 'The recording.', 'required'), ...figures })),
          'Those that can be read.',
          'required',
        ),
      }),
    },
    problems: { 404: 'One of the recordings does not exist.' },
    run: ({ body }, admin) => estimate(callsOf(body, admin)),
  },
  {
    method: 'POST',
    path: '/record/renew',
    summary: 'Sends recorded requests again and keeps the answers until they are accepted',
    body: names,
    answer: { status: 202, what: 'The job.', shape: job },
    problems: {
      403: 'A web page must confirm that it may cost money: `x-bedrock-local-spend: yes`.',
      404: 'One of the recordings does not exist.',
      409: 'The server is not in record mode.',
    },
    async run({ body, header }, admin) {
      if (!MODES[admin.mode.get()].writes)
        throw new Problem(
          409,
          `Recordings can only be renewed in record mode; the mode is ${admin.mode.get()}.`,
        )
      if (!maySpend(header, admin.config.allowOrigin))
        throw new Problem(
          403,
          'This calls the real Bedrock and costs money. A web page must send the header x-bedrock-local-spend: yes.',
        )
      const calls = callsOf(body, admin)
      return (await admin.renewals()).start(calls)
    },
  },
  {
    method: 'GET',
    path: '/jobs/{id}',
    summary: 'Returns the progress of a job',
    answer: { what: 'The job.', shape: job },
    problems: UNKNOWN,
    run: ({ params: { id = '' } }, admin) => known(async () => (await admin.renewals()).get(id)),
  },
  {
    method: 'DELETE',
    path: '/jobs/{id}',
    summary: 'Stops a job; calls in progress run to their end',
    answer: { what: 'The job.', shape: job },
    problems: UNKNOWN,
    run: ({ params: { id = '' } }, admin) => known(async () => (await admin.renewals()).stop(id)),
  },
  {
    method: 'POST',
    path: '/jobs/{id}/accept',
    changes: 'fixtures',
    summary: 'Replaces the old answers of recordings with the new ones',
    body: names,
    answer: { what: 'The job.', shape: job },
    problems: { ...UNKNOWN, 409: 'A file cannot be written.' },
    run: ({ params: { id = '' }, body }, admin) =>
      known(async () => (await admin.renewals()).accept(id, (body as Names).names)),
  },
]

interface Names {
  names: string[]
}

function callsOf(body: unknown, admin: AdminSources): RecordedCall[] {
  const { catalogue, config } = admin
  const stored = new Map(admin.store.stored().map((one) => [one.recording.name, one.recording]))
  return (body as Names).names.map((name) => {
    const recording = stored.get(name) ?? findRecording(name, admin).recording
    return recordedCall(recording, { catalogue, region: config.region })
  })
}

const SLICE_MS = 10

/** Answers are read from their files, so other calls get their turn in between. */
async function estimate(calls: readonly RecordedCall[]): Promise<object> {
  const sum: Estimate = { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0, unpriced: 0 }
  const recordings: object[] = []
  let until = performance.now() + SLICE_MS
  for (const call of calls) {
    if (performance.now() > until) {
      await nextTurn()
      until = performance.now() + SLICE_MS
    }
    try {
      const one = estimateOf([call])
      recordings.push({ name: call.recording.name, ...one })
      sum.calls += one.calls
      sum.inputTokens += one.inputTokens
      sum.outputTokens += one.outputTokens
      sum.cost += one.cost
      sum.unpriced += one.unpriced
    } catch {
      // A file that cannot be read is among the problems of the folder.
      sum.unpriced += 1
    }
  }
  return { ...sum, recordings }
}

async function known<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    throw new Problem(thrown instanceof UnknownJob ? 404 : 409, messageOf(thrown))
  }
}
