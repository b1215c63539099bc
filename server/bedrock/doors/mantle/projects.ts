import { AwsError } from '../../../aws/errors.ts'
import { partitionOf } from '../../../aws/region.ts'
import { isObject } from '../../../json.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { objectOf, stringOf, stringsOf } from '../../../json-fields.ts'
import type { Catalogue } from '../../../models/models.ts'
import { slot } from '../../../sessions.ts'
import type { Session } from '../../../sessions.ts'
import { textMember } from '../../members.ts'
import { newResourceId } from '../../resource.ts'
import type { Call } from '../../types.ts'

// Projects, which Anthropic calls workspaces, and how long data is kept.

interface Account {
  projects: Map<string, JsonObject>
  retention: string
}

const accounts = slot<Account>(() => ({ projects: new Map(), retention: 'inherit' }))

const MAX_PROJECTS = 1_000
const MODES = ['inherit', 'default', 'none', 'provider_data_share']

const invalid = (message: string) => new AwsError('ValidationException', message)

function modeIn(from: Json | undefined): string | undefined {
  const mode = objectOf(from)['mode']
  if (mode === undefined) return undefined
  if (typeof mode === 'string' && MODES.includes(mode)) return mode
  throw invalid(
    `Failed to deserialize the JSON body into the target type: unknown variant ${JSON.stringify(mode)}, expected one of ${MODES.map((one) => `\`${one}\``).join(', ')}`,
  )
}

const bodyOf = ({ body }: Call): JsonObject => {
  if (!isObject(body)) throw invalid('Failed to parse the request body as JSON')
  return body
}

function defaultProject(call: Call, catalogue: Catalogue): JsonObject {
  return projectOf('default', 'default', call, catalogue)
}

function projectOf(id: string, name: string, call: Call, { account }: Catalogue): JsonObject {
  const { region } = call
  return {
    arn: `arn:${partitionOf(region)}:bedrock-mantle:${region}:${account}:project/${id}`,
    created_at: Math.floor(call.receivedAt / 1000),
    data_retention: { mode: 'inherit' },
    id,
    name,
    object: 'organization.project',
    status: 'active',
    tags: {},
  }
}

export function listProjects(call: Call, catalogue: Catalogue): JsonObject {
  const { projects } = call.session.get(accounts)
  return { data: [defaultProject(call, catalogue), ...projects.values()], object: 'list' }
}

export function createProject(call: Call, catalogue: Catalogue): JsonObject {
  const { projects } = call.session.get(accounts)
  const { name, tags, data_retention: retention } = bodyOf(call)
  if (typeof name !== 'string' || name === '') throw invalid("Missing required parameter: 'name'.")
  if (projects.size >= MAX_PROJECTS)
    throw new AwsError('ServiceQuotaExceededException', 'The account has too many projects.')
  const id = `proj_${newResourceId()}`
  const project = projectOf(id, name, call, catalogue)
  project['data_retention'] = { mode: modeIn(retention) ?? 'inherit' }
  project['tags'] = objectOf(tags)
  projects.set(id, project)
  return project
}

function projectFor(call: Call): JsonObject {
  const id = textMember(call.input, 'projectId') ?? ''
  const project = call.session.get(accounts).projects.get(id)
  if (project === undefined)
    throw new AwsError('ResourceNotFoundException', `The project '${id}' does not exist`)
  return project
}

export function getProject(call: Call, catalogue: Catalogue): JsonObject {
  return call.input['projectId'] === 'default' ? defaultProject(call, catalogue) : projectFor(call)
}

export function updateProject(call: Call): JsonObject {
  const project = projectFor(call)
  const {
    name,
    add_tags: added,
    remove_tag_keys: removed,
    data_retention: retention,
  } = bodyOf(call)
  const mode = modeIn(retention)
  if (typeof name === 'string' && name !== '') project['name'] = name
  if (mode !== undefined) project['data_retention'] = { mode }
  const tags = { ...objectOf(project['tags']), ...objectOf(added) }
  for (const key of stringsOf(removed)) delete tags[key]
  project['tags'] = tags
  return project
}

export function archiveProject(call: Call): JsonObject {
  const project = projectFor(call)
  project['status'] = 'archived'
  return project
}

export const retentionOf = (session: Session): string => session.get(accounts).retention

export function getDataRetention({ session }: Call): JsonObject {
  return { mode: retentionOf(session) }
}

export function putDataRetention(call: Call): JsonObject {
  const account = call.session.get(accounts)
  const body = bodyOf(call)
  if (stringOf(body['mode']) === undefined) throw invalid("Missing required parameter: 'mode'.")
  account.retention = modeIn(body) ?? account.retention
  return { mode: account.retention }
}
