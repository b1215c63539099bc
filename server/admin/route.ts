import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonObject } from '../json.ts'
import type { Member, Shape } from '../shape/shape.ts'
import type { Changed } from './followers.ts'
import type { AdminSources } from './sources.ts'

/** What an administrator asks, checked against the row's shapes. */
export interface AdminRequest {
  /** Parts of the path. */
  params: Readonly<Record<string, string>>
  query: JsonObject
  body: unknown
  /** The query's session, else the header's; undefined where none is named. */
  session: string | undefined
  /** The version of a file that is meant. */
  ifMatch: string | undefined
}

/** One route of the admin API: a row makes the route, its checks and its part of the OpenAPI document. */
export interface AdminRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/_admin`: `/journal/{id}`. */
  path: string
  summary: string
  query?: Readonly<Record<string, Member>>
  /** Required where it is given, unless `bodyOptional`. */
  body?: Shape
  bodyOptional?: true
  /** 204 where nothing is said. */
  answer?: { status?: number; what: string; shape?: Shape; type?: string }
  /** The problems it knows beside a wrong request. */
  problems?: Readonly<Record<number, string>>
  /** What is not the same after it, for those that follow. */
  changes?: Changed
  /** Answers without the admin token. */
  open?: true
  /** Returns what is answered. */
  run?(asked: AdminRequest, admin: AdminSources): unknown
  /** Answers by itself, for as long as it takes. */
  stream?(
    asked: AdminRequest,
    admin: AdminSources,
    raw: IncomingMessage,
    reply: ServerResponse,
  ): void
}
