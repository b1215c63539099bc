// A request repeated within one recording run goes upstream again, so that an app that polls or
// samples replays faithfully. Only recordings of earlier runs answer.

/** The files written by one server's recording run. */
export class RecordingRun {
  readonly #files = new Set<string>()

  mark(file: string): void {
    this.#files.add(file)
  }

  wrote(file: string): boolean {
    return this.#files.has(file)
  }

  /** Ends the run: its files count as an earlier run's from now on. */
  end(files: Iterable<string>): void {
    for (const file of files) this.#files.delete(file)
  }
}
