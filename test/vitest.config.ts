import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { closingCount } from './support/closing-count.ts'

const suite = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
})

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    reporters: ['default', closingCount],
    projects: [suite('unit', 10_000), suite('sdk', 30_000), suite('e2e', 120_000)],
  },
})
