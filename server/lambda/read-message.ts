import { isObject } from '../json.ts'
import type { FromFunction } from './messages.ts'

/** A message from the process of a function; undefined for anything else, because its code may write to the channel. */
export function readMessage(value: unknown): FromFunction | undefined {
  if (!isObject(value)) return undefined
  const { type } = value
  if (typeof type !== 'string' || !Object.hasOwn(MEMBERS, type)) return undefined
  const fits = MEMBERS[type as FromFunction['type']](value)
  return fits ? (value as unknown as FromFunction) : undefined
}

type Message = Readonly<Record<string, unknown>>

const MEMBERS: Record<FromFunction['type'], (message: Message) => boolean> = {
  ready: () => true,
  chunk: ({ bytes, contentType }) => bytes instanceof Uint8Array && isText(contentType),
  done: ({ payload, rss }) => isText(payload) && typeof rss === 'number',
  failed: ({ error, rss }) => isFunctionError(error) && typeof rss === 'number',
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isFunctionError(error: unknown): boolean {
  return (
    isObject(error) &&
    typeof error['errorType'] === 'string' &&
    typeof error['errorMessage'] === 'string'
  )
}
