import { readFileSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AwsError } from '../aws/errors.ts'
import { packageRoot } from '../package.ts'
import { isFunctionHost } from './guard.ts'

const PREFIX = '/_console/'
const PAGE = 'index.html'
const NOT_BUILT = 'The console is not built. Run `npm run build` and reload this page.\n'

// Trusted types forbid creating HTML from text, so answers and fixtures cannot become script.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  // `no-referrer` would turn the origin of some requests into `null`, which the guard rejects.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
} as const

/** Adds the web console: the page at `/` and its files. Nothing is read until someone opens it. */
export function addConsole(
  app: FastifyInstance,
  folder: string = join(packageRoot, 'dist/console'),
): void {
  const files = new Files(folder)
  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: (request, reply) => {
      if (!wantsHtml(request) || isFunctionHost(request.raw))
        throw new AwsError('UnknownOperationException', request.url)
      return answer(files, PAGE, request, reply)
    },
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: `${PREFIX}*`,
    handler: (request, reply) => {
      const name = (request.params as Record<string, string>)['*'] ?? ''
      return answer(files, name === PAGE ? '' : name, request, reply)
    },
  })
}

const wantsHtml = ({ headers }: FastifyRequest) => headers.accept?.includes('text/html') === true

async function answer(
  files: Files,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const zipped = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '')
  const file = await files.get(name, zipped)
  reply.hijack()
  const { raw } = reply
  const head = request.method === 'HEAD'
  if (file === undefined) return sendText(raw, files.built ? 404 : 503, head, files.built)
  raw.writeHead(200, {
    ...HEADERS,
    'Content-Type': file.type,
    'Content-Length': file.bytes.length,
    'Cache-Control': name === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
    ...(zipped && { 'Content-Encoding': 'gzip' }),
  })
  raw.end(head ? undefined : file.bytes)
}

function sendText(raw: ServerResponse, status: number, head: boolean, built: boolean): void {
  const text = built ? 'There is no such file.\n' : NOT_BUILT
  raw.writeHead(status, {
    ...HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  raw.end(head ? undefined : text)
}

interface File {
  type: string
  bytes: Buffer
}

const compress = promisify(gzip)

/** Only the files that the build lists: a name is looked up before it is joined to a path. */
class Files {
  readonly #folder: string
  #types: Readonly<Record<string, string>> | undefined
  #builtAt: number | undefined
  readonly #plain = new Map<string, File>()
  readonly #zipped = new Map<string, Promise<File>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  get built(): boolean {
    return this.#types !== undefined
  }

  async get(name: string, zipped: boolean): Promise<File | undefined> {
    if (name === PAGE || this.#types === undefined) this.#refresh()
    const type = Object.hasOwn(this.#types ?? {}, name) ? this.#types?.[name] : undefined
    if (type === undefined) return undefined
    const file = this.#read(name, type)
    if (!zipped) return file
    let small = this.#zipped.get(name)
    if (small === undefined) {
      small = compress(file.bytes, { level: 9 }).then((bytes) => ({ type, bytes }))
      this.#zipped.set(name, small)
    }
    return small
  }

  /** The package may be rebuilt or upgraded while the server runs. */
  #refresh(): void {
    const table = join(this.#folder, 'files.json')
    try {
      const { mtimeMs } = statSync(table)
      if (mtimeMs === this.#builtAt) return
      this.#types = JSON.parse(readFileSync(table, 'utf8')) as Record<string, string>
      this.#builtAt = mtimeMs
      this.#plain.clear()
      this.#zipped.clear()
    } catch {
      // A clone that has not been built yet.
      this.#types = undefined
    }
  }

  #read(name: string, type: string): File {
    let file = this.#plain.get(name)
    if (file === undefined) {
      file = { type, bytes: readFileSync(join(this.#folder, name)) }
      this.#plain.set(name, file)
    }
    return file
  }
}
