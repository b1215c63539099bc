import type { JsonObject } from '../../../json.ts'
import type { Binding } from '../../service.ts'
import type { Door, Operation } from '../../types.ts'
import { refuseAsOpenAi } from '../openai-error.ts'
import { getModel, listModels } from './models.ts'
import * as projects from './projects.ts'

// What the OpenAI-compatible host has besides its models: lists, projects, retention.

const door: Door = { refuse: refuseAsOpenAi }

const inPath = (name: string): Readonly<Record<string, Binding>> => ({
  [name]: { in: 'path', name, type: 'string' },
})

type Rest = Pick<Operation, 'keeps' | 'local' | 'members' | 'plane'>

function row(name: string, method: string, path: string, rest: Partial<Rest>): Operation {
  return {
    name,
    group: name,
    plane: 'mantle',
    method,
    path,
    status: 200,
    reads: method === 'GET',
    members: {},
    door,
    ...rest,
  }
}

/** Nothing is kept here, so these lists are empty. */
const none = (): JsonObject => ({ data: [], has_more: false, object: 'list' })

const noBatches = (): JsonObject => ({
  data: [],
  first_id: null,
  has_more: false,
  last_id: null,
  object: 'list',
})

const PROJECTS = '/v1/organization/projects'
const PROJECT = `${PROJECTS}/{projectId}`

export const mantleOperations: readonly Operation[] = [
  row('ListModels', 'GET', '/v1/models', { local: listModels, keeps: true }),
  row('GetModel', 'GET', '/v1/models/{modelId}', {
    local: getModel,
    keeps: true,
    members: inPath('modelId'),
  }),
  row('ListFiles', 'GET', '/v1/files', { local: none }),
  row('ListFineTuningJobs', 'GET', '/v1/fine_tuning/jobs', { local: none }),
  row('ListBatches', 'GET', '/openai/v1/batches', { local: noBatches, plane: 'runtime' }),
  row('CreateBatch', 'POST', '/openai/v1/batches', { plane: 'runtime' }),
  row('ListProjects', 'GET', PROJECTS, { local: projects.listProjects, keeps: true }),
  row('CreateProject', 'POST', PROJECTS, { local: projects.createProject }),
  row('GetProject', 'GET', PROJECT, {
    local: projects.getProject,
    keeps: true,
    members: inPath('projectId'),
  }),
  row('UpdateProject', 'POST', PROJECT, {
    local: projects.updateProject,
    members: inPath('projectId'),
  }),
  row('ArchiveProject', 'POST', `${PROJECT}/archive`, {
    local: projects.archiveProject,
    members: inPath('projectId'),
  }),
  row('GetDataRetention', 'GET', '/v1/data_retention', {
    local: projects.getDataRetention,
    keeps: true,
  }),
  row('PutDataRetention', 'PUT', '/v1/data_retention', { local: projects.putDataRetention }),
]
