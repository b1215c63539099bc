/**
 * Copies a few bytes to other places of their buffer, four at a time. An id is repeated in each event of a stream, and
 * to call the engine for each of them costs more, as iterating over a typed array does.
 */
export function copies(bytes: Buffer, from: number, length: number, to: Int32Array): void {
  if (to.length === 0) return
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const four = view.getInt32(from + at)
    for (let nth = 0; nth < to.length; nth++) view.setInt32((to[nth] ?? 0) + at, four)
  }
  for (; at < length; at++) {
    const one = view.getInt8(from + at)
    for (let nth = 0; nth < to.length; nth++) view.setInt8((to[nth] ?? 0) + at, one)
  }
}
