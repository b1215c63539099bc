import type { Exchange } from '../bedrock/types.ts'

export interface SaveOptions {
  /** The sub-folder of the fixtures folder; `saved` where nothing is said. */
  under?: string
}

/** A fixture that was made from an exchange. */
export interface Saved {
  id: string
  /** The file that was written. */
  file: string
  /** The fixture's name: the file's path in the folder. */
  name: string
}

export function saveExchange(
  _exchanges: readonly Exchange[],
  _folder: string,
  _options: SaveOptions,
): Saved[] {
  return []
}
