// A request that comes again within one recording run goes upstream again, so that an app which polls or
// samples replays as it ran; only what earlier runs recorded answers.

/** The files that one server's recording run writes, while it goes on. */
export class Run {
  readonly #files = new Set<string>()

  mark(file: string): void {
    this.#files.add(file)
  }

  wrote(file: string): boolean {
    return this.#files.has(file)
  }

  /** It is over: what it wrote is an earlier run's from now on. */
  end(files: Iterable<string>): void {
    for (const file of files) this.#files.delete(file)
  }
}
