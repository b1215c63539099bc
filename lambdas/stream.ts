/** A stream that began and then broke off. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream'
  readonly $metadata = {}
}

/** The events of a response stream. A connection that is lost in the middle becomes a BrokenStream. */
export async function* eventsOf<Event>(stream: AsyncIterable<Event> | undefined) {
  try {
    for await (const event of stream ?? []) yield event
  } catch (error) {
    if (error instanceof Error && '$metadata' in error) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new BrokenStream(`The response stream broke off: ${reason}`, { cause: error })
  }
}
