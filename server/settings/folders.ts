import { join } from 'node:path'
import type { Config } from './settings.ts'
export function recordingFolder({ recordTo, fixtures }: Config): string {
  return recordTo ?? join(fixtures.at(-1) ?? 'fixtures', 'recorded')
}
