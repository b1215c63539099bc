import { rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the commands, bundled for this run. */
    commands: string
  }
}

const root = resolve(import.meta.dirname, '../..')
// Below the packages that are not bundled; one run must not use the files of another.
const folder = join(root, 'dist/e2e', String(process.pid))

/** Bundles the commands that tests start as processes: from source, each start would take four times as long. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const build = await rolldown({
    cwd: root,
    input: {
      'bedrock-local': 'server/cli.ts',
      lambda: 'scripts/lambda.ts',
      compare: 'scripts/compare.ts',
    },
    platform: 'node',
    external: ['vitest', 're2js', 'esbuild', /^@fastify\/\w+-compiler$/, 'light-my-request'],
    resolve: { mainFields: ['module', 'main'] },
    plugins: [
      {
        name: 'sources-stay-where-they-are',
        transform: (code, id) =>
          code.includes('import.meta.dirname')
            ? code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
            : undefined,
      },
    ],
  })
  await build.write({
    dir: folder,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await build.close()
  provide('commands', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
