/** What `bedrock-local init` knows about the folder that it writes to. */
export interface Project {
  /** Whether a plain .js file is an ES module. */
  esm: boolean
  typescript: boolean
  /** The JSON schema of fixtures, as a fixture names it. */
  schema: string
}

export interface StarterFile {
  /** With slashes, from the project's folder. */
  path: string
  text: string
}

/** The files for one way of working, in addition to the fixture and the config. */
export interface Starter {
  files(project: Project): readonly StarterFile[]
  /** Commands that run it. */
  next(project: Project): readonly string[]
}
