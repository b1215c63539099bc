import { source } from '../journal/filter-shape.ts'
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

// What the admin API takes and answers. The checks of requests and the OpenAPI document are made from these.

export const mode = choice('mode', 'mock', 'replay', 'record', 'proxy')

const clip = object({
  text: member(string, 'The body; of a stream, one event a line.', 'required'),
  bytes: member(whole(0), 'Its length on the wire.', 'required'),
  clipped: member(boolean, 'Whether the text is only its beginning.', 'required'),
})

export const miss = object({
  fixture: member(string, 'The fixture that nearly matched.', 'required'),
  reasons: member(list(string), 'What differs.', 'required'),
})

export const difference = object({
  path: member(string, 'The member of match.', 'required'),
  expected: member(string, 'What the fixture demands, in words.', 'required'),
  actual: member(string, 'What the call has there.', 'required'),
  holds: member(boolean, 'Whether it fits.', 'required'),
  reasons: member(list(string), 'Why it does not.', 'required'),
})

export const missWithDifferences = object({
  ...miss.members,
  differences: member(
    list(difference),
    'Each condition of the fixture; none of a recording.',
    'required',
  ),
})

export const exchange = object({
  id: member(string, 'The request id.', 'required'),
  session: member(string, 'Whose call it was.', 'required'),
  operation: member(string, 'Converse, InvokeModel ...', 'required'),
  model: member(map, 'sent, and what it stands for: profile, foundation.'),
  region: member(string, 'The region of the signature.', 'required'),
  at: member(number, 'When it came, in milliseconds since 1970.', 'required'),
  http: member(
    object({
      version: member(choice('version', '1.1', '2'), 'The protocol.', 'required'),
      method: member(string, 'The verb.', 'required'),
      url: member(string, 'The path and query.', 'required'),
      userAgent: member(string, 'The client.', 'required'),
    }),
    'The request.',
    'required',
  ),
  request: member(clip, 'The request as it came, redacted.', 'required'),
  response: member(clip, 'The answer as it went, redacted.', 'required'),
  asked: member(map, 'prompt, system, tools, toolResults, turn: what fixtures match.'),
  prompt: member(map, 'The request in the neutral form.'),
  reply: member(map, 'The answer in the neutral form.'),
  status: member(whole(0, 599), 'The HTTP status; 0 where nothing was sent.', 'required'),
  source: member(source, 'Where the answer came from.', 'required'),
  fixture: member(string, 'The fixture or recording that answered.'),
  fault: member(string, 'The fault that struck.'),
  misses: member(list(miss), 'The fixtures that nearly matched, closest first.'),
  warnings: member(list(string), 'What was let pass.'),
  error: member(map, 'name and message of the error that was answered.'),
  atMs: member(list(number), 'When each frame had been handed on, after the request.', 'required'),
  firstByteMs: member(number, 'When the first had.'),
  totalMs: member(number, 'How long it took in all.', 'required'),
  usage: member(map, 'Tokens.'),
  cost: member(number, 'US dollars, estimated.'),
  ended: member(
    choice('ending', 'complete', 'client left', 'upstream broke', 'cut'),
    'How it ended.',
    'required',
  ),
})

const row = object({
  id: member(string, 'The request id.', 'required'),
  session: member(string, 'Whose call it was.', 'required'),
  operation: member(string, 'Converse, InvokeModel ...', 'required'),
  model: member(object({ sent: member(string, 'As it was sent.', 'required') }), 'The model.'),
  at: member(number, 'When it came, in milliseconds since 1970.', 'required'),
  status: member(whole(0, 599), 'The HTTP status; 0 where nothing was sent.', 'required'),
  source: member(source, 'Where the answer came from.', 'required'),
  fixture: member(string, 'The fixture or recording that answered.'),
  fault: member(string, 'The fault that struck.'),
  error: member(object({ name: member(string, 'Its name.', 'required') }), 'The error, if any.'),
  missed: member(boolean, 'Whether no fixture matched.'),
  firstByteMs: member(number, 'When the first byte had been sent.'),
  totalMs: member(number, 'How long it took in all.', 'required'),
  events: member(whole(0), 'How many frames were sent.', 'required'),
  usage: member(map, 'Tokens.'),
  cost: member(number, 'US dollars, estimated.'),
  ended: member(string, 'How it ended.', 'required'),
  streams: member(boolean, 'Whether the operation streams.'),
  tools: member(list(string), 'Names of the tools that were offered.'),
  prompt: member(string, 'The beginning of the last message.'),
  answer: member(string, 'The beginning of the answer.'),
})

export const exchanges = object({
  exchanges: member(list(exchange), 'Oldest first.'),
  rows: member(list(row), 'With view=row, oldest first.'),
  dropped: member(whole(0), 'With view=row: how many the journal has dropped since the start.'),
  next: member(string, 'With view=row: the older ones are before this id.'),
})

export const listed = object({
  name: member(string, 'Its name.', 'required'),
  kind: member(choice('kind', 'rule', 'recording'), 'Written or recorded.', 'required'),
  file: member(string, 'Empty where it was added.', 'required'),
  operation: member(string, 'Operations it answers.', 'required'),
  model: member(string, 'Models it answers.', 'required'),
  match: member(string, 'What it matches, in words.', 'required'),
  priority: member(number, 'Higher answers first.', 'required'),
  calls: member(whole(0), 'How often it answered.', 'required'),
  fixture: member(any, 'As it was written.'),
})
