import { AwsError } from '../../aws/errors.ts'
import type { Json } from '../../json.ts'
import { objectOf, objectsOf, stringOf } from '../../json-fields.ts'

/**
 * Refuses contents that name a file by its id: the service's list of files is empty, so there is none. The words are
 * inferred from those for a response that is not there.
 */
export function refuseFiles(contents: readonly (Json | undefined)[]): void {
  for (const content of contents)
    for (const part of objectsOf(content)) {
      const id = stringOf(part['file_id']) ?? stringOf(objectOf(part['file'])['file_id'])
      if (id !== undefined)
        throw new AwsError('ResourceNotFoundException', `File '${id}' not found.`)
    }
}
