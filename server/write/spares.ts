// Buffers that have been sent and can be overwritten. Allocating a buffer for each answer would cost more than filling
// it.

const MAX = 32
const MAX_BYTES = 64 * 1024

const spares: { form: object; bytes: Buffer }[] = []

/** A buffer in this form, with the ids of another answer; undefined if there is none. */
export function spare(form: object): Buffer | undefined {
  // Usually the same answer was sent last.
  if (spares.at(-1)?.form === form) return spares.pop()?.bytes
  const at = spares.findLastIndex((one) => one.form === form)
  return at === -1 ? undefined : spares.splice(at, 1)[0]?.bytes
}

export function keepSpare(form: object, bytes: Buffer): void {
  if (bytes.length > MAX_BYTES) return
  if (spares.length >= MAX) spares.shift()
  spares.push({ form, bytes })
}
