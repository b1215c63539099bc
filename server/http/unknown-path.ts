import { operations, others } from '../bedrock/operations.ts'

/** Why no operation matches a request: the method is wrong, or the path is not one of Bedrock's. */
export function whyUnknown(method: string, path: string): string {
  const near = [...operations, ...others].filter((one) =>
    [one.path, ...(one.alsoAt ?? [])].some((own) => patternOf(own).test(path)),
  )
  if (near.length === 0) return 'not a path of Bedrock'
  return near.map((one) => `${one.name} takes ${one.method}, not ${method}`).join('; ')
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`)
}
