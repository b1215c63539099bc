// AWS publishes the model of each service; what this server needs of it is kept in scripts/models.
//   tsx scripts/sync-shapes.ts            regenerates the files from scripts/models
//   tsx scripts/sync-shapes.ts <folder>   first takes newer models (and operations.md) from a folder, as far as it has them
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Location = 'uri' | 'header' | 'querystring'

interface Member {
  shape: string
  location?: Location
  locationName?: string
}

interface Shape {
  type: string
  members?: Record<string, Member>
  required?: string[]
  member?: Member
  key?: Member
  value?: Member
  payload?: string
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
  sensitive?: boolean
  union?: boolean
  document?: boolean
  eventstream?: boolean
}

interface OperationModel {
  http: { method: string; requestUri: string; responseCode: number }
  input?: { shape: string }
}

interface ServiceModel {
  operations: Record<string, OperationModel>
  shapes: Record<string, Shape>
}

interface OperationLine {
  name: string
  method: string
  path: string
  status: number
}

const PLANES = {
  runtime: 'bedrock-runtime',
  control: 'bedrock',
  agents: 'bedrock-agent-runtime',
} as const
type Plane = keyof typeof PLANES
const planes = Object.keys(PLANES) as Plane[]

const MODELS = fileURLToPath(new URL('models/', import.meta.url))
const SERVER = fileURLToPath(new URL('../server/', import.meta.url))

const KEPT = [
  'type',
  'required',
  'min',
  'max',
  'pattern',
  'enum',
  'sensitive',
  'union',
  'document',
  'eventstream',
  'payload',
] as const satisfies (keyof Shape)[]

const IN = { uri: 'path', header: 'header', querystring: 'query' } as const

/** Shapes that AWS omits from its messages although its model does not mark them as sensitive. */
const ALSO_SENSITIVE = new Set(['ContentBlocks'])

/** Values that AWS sends and clients send back, though the model does not list them. */
const ALSO_ACCEPTED: Record<string, string[]> = { ToolUseType: ['tool_use'] }

/** Limits that AWS has raised beyond its model: a topic's definition in the STANDARD tier. */
const RAISED: Record<string, number> = { GuardrailTopicDefinition: 1000 }

const readModel = (plane: Plane): ServiceModel =>
  JSON.parse(readFileSync(join(MODELS, `${PLANES[plane]}.json`), 'utf8')) as ServiceModel

const readOperations = (): Record<Plane, OperationLine[]> =>
  JSON.parse(readFileSync(join(MODELS, 'operations.json'), 'utf8')) as Record<
    Plane,
    OperationLine[]
  >

const byName = <T>([left]: [string, T], [right]: [string, T]): number => (left < right ? -1 : 1)

/** One entry per line, so that a diff shows the changes of the model. */
const linesOf = (entries: [string, unknown][]): string =>
  `{\n${entries.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n`

function reachable(model: ServiceModel): [string, Shape][] {
  const seen = new Set<string>()
  const queue = Object.values(model.operations).flatMap(({ input }) => input?.shape ?? [])
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const shape = model.shapes[name]
    if (seen.has(name) || shape === undefined) continue
    seen.add(name)
    const { members = {}, member, key, value } = shape
    for (const next of [...Object.values(members), member, key, value]) {
      if (next !== undefined) queue.push(next.shape)
    }
  }
  return Object.entries(model.shapes)
    .filter(([name]) => seen.has(name))
    .toSorted(byName)
}

function traits(shape: Shape): Shape {
  return Object.fromEntries(
    KEPT.flatMap((trait) => (shape[trait] === undefined ? [] : [[trait, shape[trait]]])),
  ) as unknown as Shape
}

const mapValues = <T, U>(object: Record<string, T>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value)]))

/** The members that AWS names if a union has none set, where its list differs from the model's (observed). */
const NAMED_MEMBERS: Record<string, string[]> = {
  ContentBlock: [
    'text',
    'image',
    'toolUse',
    'toolResult',
    'document',
    'video',
    'cachePoint',
    'reasoningContent',
    'citationsContent',
    'searchResult',
  ],
  DocumentSource: ['bytes', 's3Location'],
}

/** A shape as the validator links it: references are bare names. */
function linked(name: string, shape: Shape) {
  const element = shape.member ?? shape.value
  return {
    ...(traits(shape) as Omit<Shape, 'members' | 'member' | 'key' | 'value'>),
    ...(ALSO_SENSITIVE.has(name) && { sensitive: true }),
    ...(RAISED[name] !== undefined && { max: RAISED[name] }),
    ...(ALSO_ACCEPTED[name] && { enum: [...(shape.enum ?? []), ...ALSO_ACCEPTED[name]] }),
    ...(NAMED_MEMBERS[name] && { named: NAMED_MEMBERS[name] }),
    ...(shape.members && { members: mapValues(shape.members, ({ shape: target }) => target) }),
    ...(element && { member: element.shape }),
    ...(shape.key && { key: shape.key.shape }),
  }
}

type Linked = ReturnType<typeof linked>

/** The shapes of a plane, by their name in the validator. */
function linkedShapes(plane: Plane): Map<string, Linked> {
  return new Map(reachable(readModel(plane)).map(([name, shape]) => [name, linked(name, shape)]))
}

const same = (left: Linked, right: Linked): boolean =>
  JSON.stringify(left) === JSON.stringify(right)

/**
 * Planes use the same name for different shapes, such as the pattern of GuardrailVersion. The name in the later plane
 * is qualified.
 */
export function shapesText(): string {
  const all = new Map<string, Linked>()
  for (const plane of planes) {
    const own = linkedShapes(plane)
    const names = new Map<string, string>()
    const qualify = (name: string): string => names.get(name) ?? name
    // A shape that refers to a qualified one differs from then on, so this repeats until nothing new differs.
    for (let before = -1; before < names.size;) {
      before = names.size
      for (const [name, shape] of own) {
        const taken = all.get(name)
        if (taken !== undefined && !same(taken, redirected(shape, qualify))) {
          names.set(name, `${plane}.${name}`)
        }
      }
    }
    for (const [name, shape] of own) all.set(qualify(name), redirected(shape, qualify))
  }
  return linesOf([...all].toSorted(byName))
}

/** A shape whose references are renamed. */
function redirected(shape: Linked, to: (name: string) => string): Linked {
  return {
    ...shape,
    ...(shape.members && { members: mapValues(shape.members, to) }),
    ...(shape.member !== undefined && { member: to(shape.member) }),
    ...(shape.key !== undefined && { key: to(shape.key) }),
  }
}

/** The locations of input members outside the body. */
function travels(model: ServiceModel, input: Shape): Record<string, unknown> {
  const located = Object.entries(input.members ?? {}).flatMap(([member, target]) => {
    if (target.location === undefined) return []
    const { location, locationName: name = member, shape } = target
    return [[member, { in: IN[location], name, type: model.shapes[shape]?.type }] as const]
  })
  return located.length === 0 ? {} : { members: Object.fromEntries(located) }
}

export function serviceText(): string {
  const operations = readOperations()
  const rows = planes.flatMap((plane) => {
    const model = readModel(plane)
    return operations[plane].map(({ name, ...http }): [string, unknown] => {
      const input = model.operations[name]?.input?.shape
      const shape = input === undefined ? undefined : model.shapes[input]
      return [
        name,
        {
          plane,
          ...http,
          ...(shape && { input, ...travels(model, shape) }),
          ...(shape?.payload !== undefined && { payload: shape.payload }),
        },
      ]
    })
  })
  return linesOf(rows.toSorted(byName))
}

/** The files that this script writes, each with the function that generates it. */
export const generated = {
  'server/aws/shapes.gen.json': shapesText,
  'server/bedrock/service.gen.json': serviceText,
}

const bare = ({ shape, location, locationName }: Member): Member => ({
  shape,
  ...(location && { location }),
  ...(locationName !== undefined && { locationName }),
})

/** A shape without documentation and traits that only matter to clients. */
function trimmed(shape: Shape): Shape {
  return {
    ...traits(shape),
    ...(shape.members && { members: mapValues(shape.members, bare) }),
    ...(shape.member && { member: bare(shape.member) }),
    ...(shape.key && { key: bare(shape.key) }),
    ...(shape.value && { value: bare(shape.value) }),
  }
}

function takeModel(folder: string, plane: Plane): void {
  const file = join(folder, `${PLANES[plane]}.model.json`)
  if (!existsSync(file)) return
  const model = JSON.parse(readFileSync(file, 'utf8')) as ServiceModel
  const operations = Object.entries(model.operations)
    .map(([name, { http, input }]): [string, unknown] => [name, { http, ...(input && { input }) }])
    .toSorted(byName)
  const shapes = reachable(model).map(([name, shape]): [string, unknown] => [name, trimmed(shape)])
  const text = `{\n"operations": ${linesOf(operations)},\n"shapes": ${linesOf(shapes)}}\n`
  writeFileSync(join(MODELS, `${PLANES[plane]}.json`), text)
}

function takeOperations(folder: string): void {
  const row = /^[ +] (\w+) +(GET|POST|PUT|PATCH|DELETE) +(\/\S*) +-> (\d+)$/gm
  const [, runtime = '', control = ''] = readFileSync(join(folder, 'operations.md'), 'utf8').split(
    /^## [123]\. .*$/m,
  )
  const lines = (section: string): string =>
    [...section.matchAll(row)]
      .map(([, name, method, path, status]) =>
        JSON.stringify({ name, method, path, status: Number(status) }),
      )
      .join(',\n    ')
  // For Agents for Bedrock Runtime, only the operations of this server, which the list does not contain.
  const agents = readOperations()
    .agents.map((line) => JSON.stringify(line))
    .join(',\n    ')
  const text = `{\n  "runtime": [\n    ${lines(runtime)}\n  ],\n  "control": [\n    ${lines(control)}\n  ],\n  "agents": [\n    ${agents}\n  ]\n}\n`
  writeFileSync(join(MODELS, 'operations.json'), text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2]
  if (folder !== undefined) {
    for (const plane of planes) takeModel(folder, plane)
    if (existsSync(join(folder, 'operations.md'))) takeOperations(folder)
  }
  for (const [file, text] of Object.entries(generated)) {
    writeFileSync(join(SERVER, '..', file), text())
    console.log(`wrote ${file}`)
  }
}
