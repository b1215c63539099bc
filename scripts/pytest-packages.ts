// Installs the dependencies of the pytest plugin's tests in advance, so that other tests do not wait.
import { join } from 'node:path'
import { pythonWith, systemPython } from '../test/support/python-venv.ts'

const requirements = join(import.meta.dirname, '../test/e2e/pytest/requirements.txt')

console.log(
  systemPython === undefined
    ? 'NO PYTHON with venv: the tests of the pytest plugin are skipped.'
    : `pytest plugin: ${await pythonWith(requirements, systemPython)}`,
)
