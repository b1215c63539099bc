import { createHash } from 'node:crypto'

/** A name that is the same on all servers with this content. */
export function contentKey(name: string, content: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64url')
  return `${name} ${digest.slice(0, 16)}`
}
