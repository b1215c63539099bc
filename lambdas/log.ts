const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
type Level = (typeof LEVELS)[number]
type Fields = Readonly<Record<string, string | number | boolean | undefined>>

const minLevel = readLevel()

/** One line of JSON per entry, which CloudWatch Logs Insights can query. Prompts never belong in a log. */
export const log = {
  debug: (message: string, fields?: Fields) => write('DEBUG', message, fields),
  info: (message: string, fields?: Fields) => write('INFO', message, fields),
  warn: (message: string, fields?: Fields) => write('WARN', message, fields),
  error: (message: string, fields?: Fields) => write('ERROR', message, fields),
}

function write(level: Level, message: string, fields: Fields = {}): void {
  if (LEVELS.indexOf(level) < minLevel) return
  console.log(JSON.stringify({ level, message, ...fields }))
}

function readLevel(): number {
  const name = process.env['LOG_LEVEL']?.trim() || 'INFO'
  const index = LEVELS.indexOf(name.toUpperCase() as Level)
  if (index !== -1) return index
  throw new Error(`LOG_LEVEL must be one of ${LEVELS.join(', ')}, not "${name}"`)
}
