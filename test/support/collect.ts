/** All items of a stream, in order. */
export async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = []
  for await (const item of stream ?? []) all.push(item)
  return all
}
