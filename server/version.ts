import { readFileSync } from 'node:fs'

/** From package.json, which stands two folders up from the built file and one from the source. */
export const version: string = (() => {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const file = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name: string
        version: string
      }
      if (file.name === 'bedrock-local') return file.version
    } catch {
      continue
    }
  }
  return '0.0.0'
})()
