/** A folder of `server/`, and the rooms that it may import from, including types. */
export interface Room {
  name: string
  holds: string
  uses: readonly string[]
}

const room = (name: string, holds: string, uses = ''): Room => ({
  name,
  holds,
  uses: uses.split(' ').filter(Boolean),
})

/** The files at the root of `server/` that every room may import. */
export const SHARED = [
  'json.ts',
  'json-fields.ts',
  'clock.ts',
  'lists.ts',
  'maybe-async.ts',
  'package.ts',
  'random.ts',
  'safe-pool.ts',
  'sessions.ts',
]

// The order of the rooms: each may use the rooms above it that it names. test/unit/rooms.test.ts enforces it, and the
// map in CONTRIBUTING.md is generated from it.
export const rooms: readonly Room[] = [
  room(
    'text',
    'regular expressions in linear time, wildcards, text files, error messages, colours',
  ),
  room('aws', 'what every AWS service shares: errors, signatures, ARNs, validation', 'text'),
  room('framing', "how streams go over the wire: AWS's event stream, server-sent events", 'aws'),
  room('neutral', 'the neutral form of requests and answers'),
  room('state', 'what calls count, and where the counts are kept'),
  room('shape', 'describes and checks plain values: fixtures, faults, admin requests', 'text'),
  room(
    'settings',
    'one row per setting, and what differs between modes; flag, variable, config key, help and README follow',
    'shape text',
  ),
  room(
    'models',
    'the model catalogue: families, profiles, prices, overrides',
    'aws neutral settings shape',
  ),
  room('tokens', 'token estimates', 'models neutral'),
  room('guardrails', 'guardrails and what they find in a text', 'aws neutral shape text'),
  room(
    'dialects',
    'native bodies, one family per file or folder; shared pieces in `parts/`',
    'aws guardrails models neutral',
  ),
  room(
    'bedrock',
    'the service: the table of operations, Converse, InvokeModel, catalogue, profiles; `checks/` holds what Bedrock refuses beyond the shapes',
    'aws dialects framing guardrails models neutral tokens',
  ),
  room(
    'matching',
    'whether a request fits: the members of `match`, text, globs, regular expressions, indexes',
    'bedrock models neutral shape text',
  ),
  room(
    'tls',
    "the certificate for https: generated and stored, or the user's own",
    'settings text',
  ),
  room(
    'redaction',
    'redacts everything that goes to disk, the journal or the log',
    'aws shape text',
  ),
  room(
    'admit',
    'whether a caller may make a call: gates, credentials, keys',
    'aws bedrock settings',
  ),
  room(
    'invent',
    'answers of `mock` mode: text, values of a JSON schema, images, tool calls, embeddings, rankings; a budget bounds them',
    'aws bedrock models neutral text tokens',
  ),
  room(
    'model-server',
    'calls a local model server: requests, streams, tool calls, errors, the queue',
    'aws bedrock framing invent matching models neutral settings shape text tokens',
  ),
  room(
    'write',
    'answers as bytes: render, cache, pace',
    'aws bedrock dialects framing guardrails neutral tokens',
  ),
  room(
    'faults',
    'faults to inject',
    'aws bedrock framing guardrails matching settings shape state write',
  ),
  room(
    'fixtures',
    'rules from files: format, loading, playing, near misses',
    'aws bedrock faults guardrails matching neutral shape state text tokens write',
  ),
  room(
    'recordings',
    'recorded exchanges: keys, lookup, files, recorder',
    'aws bedrock dialects fixtures framing matching models neutral redaction shape state text write',
  ),
  room(
    'store',
    'fixtures and recordings together: folders, watching, the first match',
    'bedrock fixtures guardrails matching recordings redaction shape state text',
  ),
  room(
    'import',
    'recordings and logs of other tools, as recordings: one reader per format in `formats/`',
    'aws bedrock fixtures framing models recordings redaction text',
  ),
  room(
    'journal',
    'what happened: exchanges, filters, verification, the log line',
    'aws bedrock dialects fixtures framing guardrails matching models neutral recordings redaction settings shape text',
  ),
  room(
    'policy',
    'IAM policies, evaluated',
    'admit aws bedrock guardrails journal models settings shape text',
  ),
  room(
    'quotas',
    'requests and tokens per minute',
    'aws bedrock guardrails journal matching models neutral settings shape state tokens',
  ),
  room(
    'forecast',
    'what calls would have cost, and which quotas they would have hit',
    'bedrock models neutral quotas',
  ),
  room(
    'resolve',
    'where an answer comes from: the sources of each mode, guardrails, the real Bedrock',
    'aws bedrock dialects fixtures guardrails invent model-server models neutral recordings redaction settings state store text tokens write',
  ),
  room(
    'renewal',
    'sends recorded requests again: the cost, the changes, and writing the new answers',
    'bedrock models neutral recordings redaction resolve text',
  ),
  room(
    'http',
    'one port for both protocols: app, listener, guard, body, route, read, send',
    'admit aws bedrock journal models redaction resolve write',
  ),
  room(
    'telemetry',
    'spans of calls for OpenTelemetry; loaded if its variables name a collector',
    'aws bedrock journal neutral',
  ),
  room(
    'lambda',
    'runs functions as Lambda does, and implements its API',
    'aws framing http settings text',
  ),
  room(
    'console',
    'the web console, which runs in the browser; it only imports types from other rooms',
    'journal',
  ),
  room(
    'mcp',
    'tools for coding agents, over the Model Context Protocol; they use the admin API over HTTP',
    'faults journal shape text',
  ),
  room(
    'admin',
    'the API below `/_admin`',
    'bedrock faults fixtures framing guardrails http journal lambda mcp models policy quotas recordings redaction renewal resolve settings shape state store text',
  ),
  room(
    'start',
    'builds the parts of a server and starts it',
    'admin admit aws bedrock faults fixtures guardrails http journal lambda model-server models policy quotas redaction renewal resolve settings shape state store telemetry tls write',
  ),
  room(
    'workers',
    'a server of several processes on one port: what the owner keeps, and what its workers answer',
    'admin faults fixtures guardrails http journal models settings start state text',
  ),
  room(
    'redis',
    'several servers that act as one, with counts, changes and the journal in a shared store',
    'admin aws http journal redaction settings start state text workers',
  ),
  room(
    'drill',
    'runs a command against one failure after another, and judges how it copes',
    'faults journal redaction settings shape start text',
  ),
  room(
    'commands',
    'one file per command, loaded on demand by `cli.ts`',
    'aws bedrock drill fixtures forecast guardrails import journal lambda matching mcp model-server models policy quotas recordings redaction redis renewal resolve settings shape start state store text tls workers',
  ),
  room(
    'library',
    'the server in a program, behind `index.ts`',
    'aws bedrock drill journal models neutral quotas settings shape start store',
  ),
  room('testing', 'entry points for test runners', 'journal settings'),
]
