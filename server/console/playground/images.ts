const STARTS: readonly (readonly [start: string, type: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['UklGR', 'image/webp'],
  ['R0lGOD', 'image/gif'],
]

/** The images in a native answer, as data URLs. */
export function imagesIn(body: unknown): string[] {
  const { images, artifacts } = (typeof body === 'object' && body !== null ? body : {}) as {
    images?: unknown
    artifacts?: unknown
  }
  const texts = [
    ...(Array.isArray(images) ? (images as unknown[]) : []),
    ...(Array.isArray(artifacts)
      ? artifacts.map((one: unknown) => (one as { base64?: unknown }).base64)
      : []),
  ]
  return texts.flatMap((text) => {
    if (typeof text !== 'string') return []
    const type = STARTS.find(([start]) => text.startsWith(start))?.[1]
    return type === undefined ? [] : [`data:${type};base64,${text}`]
  })
}

export interface ReadFile {
  name: string
  format: string
  kind: 'image' | 'document'
  base64: string
  size: number
}

/** The formats that Bedrock accepts, by file extension. */
const FORMATS: Readonly<Record<string, { kind: 'image' | 'document'; format: string }>> = {
  png: { kind: 'image', format: 'png' },
  jpg: { kind: 'image', format: 'jpeg' },
  jpeg: { kind: 'image', format: 'jpeg' },
  gif: { kind: 'image', format: 'gif' },
  webp: { kind: 'image', format: 'webp' },
  ...Object.fromEntries(
    ['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md'].map((format) => [
      format,
      { kind: 'document' as const, format },
    ]),
  ),
}

/** All file extensions except those of some kinds, for a file field. */
export const endingsWithout = (refused: readonly ReadFile['kind'][]): string =>
  Object.entries(FORMATS)
    .filter(([, { kind }]) => !refused.includes(kind))
    .map(([ending]) => `.${ending}`)
    .join(',')

const MAX_BYTES: Readonly<Record<ReadFile['kind'], number>> = {
  image: 3_750_000,
  document: 4_500_000,
}

/** Reads a file for a message. Throws an Error with the reason if Bedrock would not accept it. */
export async function readFile(file: File): Promise<ReadFile> {
  const ending = file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase()
  const known = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined
  if (known === undefined) throw new Error(`Bedrock does not accept files like ${file.name}.`)
  if (file.size > MAX_BYTES[known.kind])
    throw new Error(
      `${file.name} is too large. Bedrock accepts up to ${MAX_BYTES[known.kind] / 1_000_000} MB.`,
    )
  if (file.size === 0) throw new Error(`${file.name} is empty.`)
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return { ...known, name: nameOf(file.name), base64: btoa(binary), size: file.size }
}

/** Bedrock allows few characters in the name of a document, and no two spaces in a row. */
const nameOf = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^a-z0-9\s()[\]-]/gi, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 190) || 'document'
