// A request that comes again within one recording run goes upstream again, so that an app which polls or
// samples replays as it ran; only what earlier runs recorded answers. These are the files of runs that go on.

const files = new Set<string>()

export function markWritten(file: string): void {
  files.add(file)
}

export function writtenNow(file: string): boolean {
  return files.has(file)
}

/** The run is over: what it wrote is an earlier run's from now on. */
export function endRun(written: Iterable<string>): void {
  for (const file of written) files.delete(file)
}
