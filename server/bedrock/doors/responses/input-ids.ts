import { createIds } from '../../ids.ts'
import type { JsonObject } from '../../../json.ts'
import { stringOf } from '../../../json-fields.ts'

const PREFIX: Readonly<Record<string, string>> = {
  function_call: 'fc_',
  function_call_output: 'fco_',
  reasoning: 'rs_',
}

/** The items of a request with ids, by which their list shows them and other requests refer to them. */
export function withIds(input: readonly JsonObject[], responseId: string): JsonObject[] {
  const ids = createIds(() => responseId)
  return input.map((item) => {
    const own = ids(PREFIX[stringOf(item['type']) ?? ''] ?? 'msg_', 32, 'hex')
    return { ...item, id: item['id'] ?? own }
  })
}
