import { others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'
import { PathTable } from './path-table.ts'
import type { Found } from './path-table.ts'

// About a hundred operations that the server does not offer, and hardly anybody calls.

interface OtherOperation {
  method: string
  path: string
  operation: Operation
}

let table: PathTable<OtherOperation> | undefined

/** The operation of a request, by the path as it was sent. */
export function findOther(method: string, path: string): Found<OtherOperation> | undefined {
  table ??= new PathTable(
    others.flatMap((operation) =>
      [operation.path, ...(operation.alsoAt ?? [])].map((own) => ({
        method: operation.method,
        path: own,
        operation,
      })),
    ),
  )
  return table.find(method, path)
}
