/** Thrown for a job that does not exist, or has been dropped. */
export class UnknownJob extends Error {
  constructor(id: string) {
    super(`There is no job ${JSON.stringify(id)}.`)
  }
}
