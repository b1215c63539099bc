/** Condition keys in lower case; a key that a request does not have is missing. */
export type Context = ReadonlyMap<string, readonly string[]>
