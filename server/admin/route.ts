import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../json.ts'
import type { Member, Shape } from '../shape/shape.ts'
import type { Changed } from '../journal/row.ts'
import type { AdminSources } from './sources.ts'

/** An admin request, validated against the route's shapes. */
export interface AdminRequest {
  /** Path parameters. */
  params: Readonly<Record<string, string>>
  query: JsonObject
  body: unknown
  /** The session from the query or the header; undefined if neither is given. */
  session: string | undefined
  /** The expected version of a file. */
  ifMatch: string | undefined
  /** A header, by its name in lower case. */
  header(name: string): string | undefined
}

/** A route of the admin API, from which its handler, its validation and its OpenAPI entry are made. */
export interface AdminRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/_admin`: `/journal/{id}`. */
  path: string
  summary: string
  query?: Readonly<Record<string, Member>>
  /** Required if defined, unless `bodyOptional`. */
  body?: Shape
  bodyOptional?: true
  /** 204 if omitted. */
  answer?: { status?: number; what: string; shape?: Shape; type?: string }
  /** The errors it returns, apart from 400. */
  problems?: Readonly<Record<number, string>>
  /** What it changes, for followers. */
  changes?: Changed
  /** Needs no admin token. */
  open?: true
  /** Returns the response body. */
  run?(request: AdminRequest, admin: AdminSources): unknown
  /** Writes the response itself, for as long as it takes. */
  stream?(
    request: AdminRequest,
    admin: AdminSources,
    raw: IncomingMessage,
    reply: ServerResponse,
  ): void
}
