const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const
type Level = (typeof LEVELS)[number]
type Fields = Readonly<Record<string, string | number | boolean | undefined>>

const least = threshold()

/** One line of JSON per entry, which CloudWatch Logs Insights can query. Nobody's prompt belongs in here. */
export const log = {
  debug: (message: string, fields?: Fields) => write('DEBUG', message, fields),
  info: (message: string, fields?: Fields) => write('INFO', message, fields),
  warn: (message: string, fields?: Fields) => write('WARN', message, fields),
  error: (message: string, fields?: Fields) => write('ERROR', message, fields),
}

function write(level: Level, message: string, fields: Fields = {}): void {
  if (LEVELS.indexOf(level) < least) return
  console.log(JSON.stringify({ level, message, ...fields }))
}

function threshold(): number {
  const wanted = process.env['LOG_LEVEL']?.trim() || 'INFO'
  const index = LEVELS.indexOf(wanted.toUpperCase() as Level)
  if (index !== -1) return index
  throw new Error(`LOG_LEVEL takes one of ${LEVELS.join(', ')}, not "${wanted}"`)
}
