import { source } from '../journal/filter-shape.ts'
import { MODES } from '../settings/modes.ts'
import {
  any,
  list,
  map,
  member,
  string,
  whole,
  boolean,
  number,
  object,
  choice,
} from '../shape/shape.ts'

// The requests and responses of the admin API. Validation and the OpenAPI document are generated from these.

export const mode = choice('mode', ...Object.keys(MODES))

const clip = object({
  text: member(string, 'The body; for a stream, one event per line.', 'required'),
  bytes: member(whole(0), 'Its length on the wire.', 'required'),
  clipped: member(boolean, 'Whether the text was truncated.', 'required'),
})

const miss = object({
  fixture: member(string, 'The fixture that nearly matched.', 'required'),
  reasons: member(list(string), 'What differs.', 'required'),
})

export const difference = object({
  path: member(string, 'The member of match.', 'required'),
  kind: member(
    choice('kind', 'equals', 'contains', 'regex', 'glob', 'oneOf', 'allOf', 'subset', 'result'),
    'How it compares.',
    'required',
  ),
  sought: member(
    string,
    'The text that the fixture looks for; with several, the first that is missing.',
  ),
  expected: member(string, 'What the fixture requires, in words.', 'required'),
  actual: member(string, 'The value in the call.', 'required'),
  holds: member(boolean, 'Whether it matches.', 'required'),
  reasons: member(list(string), 'Why it does not match.', 'required'),
})

const DIFFERENCES = 'Each condition of the fixture; empty for a recording.'

export const missWithDifferences = object({
  ...miss.members,
  differences: member(list(difference), DIFFERENCES, 'required'),
})

export const decided = object({
  by: member(string, 'The fixture that answers.', 'required'),
  over: member(list(string), 'Other matching fixtures, in order of precedence.', 'required'),
  because: member(string, 'Why it comes before the first of them.'),
})

export const exchange = object({
  id: member(string, 'The request id.', 'required'),
  session: member(string, 'The session of the call.', 'required'),
  operation: member(string, 'Converse, InvokeModel ...', 'required'),
  model: member(map, 'sent, and what it resolves to: profile, foundation.'),
  region: member(string, 'The region of the signature.', 'required'),
  at: member(number, 'When it arrived, in milliseconds since 1970.', 'required'),
  http: member(
    object({
      version: member(choice('version', '1.1', '2'), 'The protocol.', 'required'),
      method: member(string, 'The verb.', 'required'),
      url: member(string, 'The path and query.', 'required'),
      userAgent: member(string, 'The client.', 'required'),
      headers: member(map, 'Accept, guardrail, trace, tier and the like; others are not kept.'),
    }),
    'The request.',
    'required',
  ),
  request: member(clip, 'The request as received, redacted.', 'required'),
  response: member(clip, 'The response as sent, redacted.', 'required'),
  asked: member(map, 'prompt, system, tools, toolResults, turn: the parts that fixtures match.'),
  prompt: member(map, 'The request in neutral form.'),
  reply: member(map, 'The response in neutral form.'),
  status: member(whole(0, 599), 'The HTTP status; 0 if nothing was sent.', 'required'),
  source: member(source, 'The source of the answer.', 'required'),
  fixture: member(string, 'The fixture or recording that answered.'),
  served: member(
    map,
    'model, firstTextMs, tokensPerSecond, usage: what the model server did, with its own counts.',
  ),
  fault: member(string, 'The fault that was injected.'),
  guardrail: member(map, 'id, version, input, output: what a guardrail found and did.'),
  misses: member(list(miss), 'The fixtures that nearly matched, closest first.'),
  warnings: member(list(string), 'Problems that did not stop the call.'),
  error: member(map, 'The name and message of the error in the response.'),
  atMs: member(
    list(number),
    'When each frame was handed to the socket, in milliseconds after the request.',
    'required',
  ),
  firstByteMs: member(number, 'The time of the first byte.'),
  totalMs: member(number, 'The total duration.', 'required'),
  usage: member(map, 'The number of tokens.'),
  cost: member(number, 'US dollars, estimated.'),
  ended: member(
    choice('ending', 'complete', 'client left', 'upstream broke', 'cut'),
    'How it ended.',
    'required',
  ),
})

/** Members of a single exchange that lists leave out. Fixtures are compared in their current state. */
export const exchangeDetail = object({
  ...exchange.members,
  events: member(
    list(
      object({
        type: member(string, 'Its type.', 'required'),
        atMs: member(number, 'When it was sent, in milliseconds after the request.', 'required'),
        bytes: member(whole(0), 'The size of its payload.', 'required'),
        text: member(string, 'What it adds to the text of the answer.', 'required'),
      }),
    ),
    'The events of a stream; their payloads are the lines of response.text.',
  ),
  decided: member(decided, 'Why this fixture answered; absent if the request was clipped.'),
  conditions: member(list(difference), 'Each condition of the fixture that answered.'),
  misses: member(
    list(object({ ...miss.members, differences: member(list(difference), DIFFERENCES) })),
    'The fixtures that nearly matched, closest first; without differences if the request was clipped.',
  ),
})

const row = object({
  id: member(string, 'The request id.', 'required'),
  session: member(string, 'The session of the call.', 'required'),
  operation: member(string, 'Converse, InvokeModel ...', 'required'),
  model: member(object({ sent: member(string, 'As it was sent.', 'required') }), 'The model.'),
  at: member(number, 'When it arrived, in milliseconds since 1970.', 'required'),
  status: member(whole(0, 599), 'The HTTP status; 0 if nothing was sent.', 'required'),
  source: member(source, 'The source of the answer.', 'required'),
  fixture: member(string, 'The fixture or recording that answered.'),
  fault: member(string, 'The fault that was injected.'),
  error: member(object({ name: member(string, 'Its name.', 'required') }), 'The error, if any.'),
  missed: member(boolean, 'Whether no fixture matched.'),
  firstByteMs: member(number, 'The time of the first byte.'),
  totalMs: member(number, 'The total duration.', 'required'),
  events: member(whole(0), 'The number of frames sent.', 'required'),
  usage: member(map, 'The number of tokens.'),
  cost: member(number, 'US dollars, estimated.'),
  ended: member(string, 'How it ended.', 'required'),
  streams: member(boolean, 'Whether the operation streams.'),
  tools: member(list(string), 'Names of the tools in the request.'),
  prompt: member(string, 'The beginning of the last message.'),
  answer: member(string, 'The beginning of the answer.'),
})

export const exchanges = object({
  exchanges: member(list(exchange), 'Oldest first.'),
  rows: member(list(row), 'With view=row, oldest first.'),
  dropped: member(whole(0), 'With view=row: the number of exchanges dropped since the start.'),
  lost: member(
    list(string),
    'What is missing because a worker has ended, until the journal is cleared.',
  ),
  next: member(string, 'With view=row: pass this id as before to get older rows.'),
})

export const listedFixture = object({
  name: member(string, 'Its name.', 'required'),
  kind: member(choice('kind', 'rule', 'recording'), 'Written or recorded.', 'required'),
  file: member(string, 'The file; empty for added fixtures.', 'required'),
  operation: member(string, 'The operations it answers.', 'required'),
  model: member(string, 'The models it answers.', 'required'),
  match: member(string, 'What it matches, in words.', 'required'),
  priority: member(number, 'Higher values win.', 'required'),
  calls: member(whole(0), 'How often it has answered.', 'required'),
  fixture: member(any, 'The fixture as written.'),
})
