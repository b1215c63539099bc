import { Hash } from '@smithy/hash-node'
import { SignatureV4 } from '@smithy/signature-v4'

export interface Presigning {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiresIn?: number
  at?: Date
}

interface Line {
  method: string
  host: string
  path: string
  query?: Record<string, string>
  body?: Buffer
}

/** A request presigned by AWS's own signer: path and query. */
export async function presign(line: Line, by: Presigning): Promise<string> {
  const { expiresIn = 900, at = new Date(), ...credentials } = by
  const signer = new SignatureV4({
    service: 'bedrock',
    region: 'us-east-1',
    credentials,
    sha256: Hash.bind(null, 'sha256'),
  })
  const { method, host, path, query = {}, body } = line
  const request = { method, protocol: 'http:', hostname: host, path, query, headers: { host } }
  const signed = await signer.presign(
    { ...request, ...(body !== undefined && { body }) },
    { expiresIn, signingDate: at },
  )
  const pairs = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  )
  return `${path}?${pairs.join('&')}`
}

/** A short-term Bedrock API key, as AWS's token generators create it. */
export async function shortTermKey(by: Presigning): Promise<string> {
  const host = 'bedrock.amazonaws.com'
  const query = { Action: 'CallWithBearerToken' }
  const url = await presign(
    { method: 'POST', host, path: '/', query },
    { expiresIn: 43_200, ...by },
  )
  return `bedrock-api-key-${Buffer.from(`${host}${url}&Version=1`).toString('base64')}`
}
