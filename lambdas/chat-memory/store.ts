import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { textSetting } from '../settings.ts'
import { EMPTY } from './history.ts'
import type { History } from './history.ts'

interface Stored {
  history: History
  /** Counts the writes, so that concurrent messages cannot overwrite each other. */
  version: number
}

export interface Store {
  load(conversationId: string): Promise<Stored>
  save(conversationId: string, stored: Stored): Promise<void>
}

/** The conversation was continued elsewhere in the meantime. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** A DynamoDB table on AWS, where the template sets HISTORY_TABLE; files here, where there is none. */
export function openStore(): Store {
  const table = textSetting('HISTORY_TABLE', '')
  return table === '' ? fileStore(join(tmpdir(), 'bedrock-chat-memory')) : tableStore(table)
}

const KEEP_SECONDS = 7 * 24 * 60 * 60

function tableStore(TableName: string): Store {
  const client = new DynamoDBClient({})
  return {
    async load(conversationId) {
      const Key = { conversationId: { S: conversationId } }
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key, ConsistentRead: true }),
      )
      if (Item === undefined) return { history: EMPTY, version: 0 }
      const history = JSON.parse(Item['history']?.S ?? '{}') as History
      return { history, version: Number(Item['version']?.N ?? 0) }
    },
    async save(conversationId, { history, version }) {
      const command = new PutItemCommand({
        TableName,
        Item: {
          conversationId: { S: conversationId },
          history: { S: JSON.stringify(history) },
          version: { N: String(version + 1) },
          // DynamoDB deletes the conversation some time after this moment.
          expiresAt: { N: String(Math.floor(Date.now() / 1000) + KEEP_SECONDS) },
        },
        ConditionExpression: 'attribute_not_exists(conversationId) OR version = :version',
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      })
      await client.send(command).catch((error: unknown) => {
        throw error instanceof ConditionalCheckFailedException ? new Conflict() : error
      })
    },
  }
}

// The id comes from the caller: as a hash it is a file name and nothing else.
const hash = (id: string) => createHash('sha256').update(id).digest('hex')

function fileStore(folder: string): Store {
  const fileOf = (id: string, version: number) => join(folder, `${hash(id)}.${version}.json`)
  return {
    async load(conversationId) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const prefix = `${hash(conversationId)}.`
      const names = (await readdir(folder)).filter((name) => name.startsWith(prefix))
      const version = Math.max(0, ...names.map((name) => Number(name.split('.')[1])))
      if (version === 0) return { history: EMPTY, version }
      const text = await readFile(fileOf(conversationId, version), 'utf8')
      return { history: JSON.parse(text) as History, version }
    },
    async save(conversationId, { history, version }) {
      const draft = join(folder, randomUUID())
      await writeFile(draft, JSON.stringify(history), { mode: 0o600 })
      try {
        // Unlike a rename, a link fails if the version already exists.
        await link(draft, fileOf(conversationId, version + 1))
      } catch (error) {
        throw error instanceof Error && 'code' in error && error.code === 'EEXIST'
          ? new Conflict()
          : error
      } finally {
        await rm(draft)
      }
      await rm(fileOf(conversationId, version - 1), { force: true })
    },
  }
}
