import "server-only"
import { type DuckDBValue, LIST, listValue, VARCHAR } from "@duckdb/node-api"
import type { ResourceEffect } from "@/lib/connectors/contract"
import type { EffectSum, ObjectCounts } from "./effect-sums"
import { withDuckdb } from "./open-duckdb"
import type { EffectDto, EffectPageDto, EffectsQuery, LaneMark } from "./schema"

type Values = Record<string, DuckDBValue>
type Row = Record<string, unknown>

/** The newest row of every event, out of all files. */
const effects = `with effect as (
  select * from read_parquet($files, union_by_name = true)
  qualify row_number() over (partition by connectionId, eventId order by written desc) = 1)`

/** Runs one of our queries over the files; values are bound, never concatenated. No files: no rows. */
async function ask(files: readonly string[], query: string, values: Values = {}): Promise<Row[]> {
  if (files.length === 0) return []
  return withDuckdb(async (duck) => {
    const result = await duck.runAndReadAll(
      `${effects} ${query}`,
      { files: listValue([...files]), ...values },
      { files: LIST(VARCHAR) },
    )
    return result.getRowObjectsJS()
  })
}

const filters = {
  identity: "identity = $identity",
  resource: "resource = $resource",
  outcome: "outcome = $outcome",
  minGrade: "grade >= $minGrade",
  from: "occurredAt >= $from",
  to: "occurredAt <= $to",
} as const

function where(query: Partial<EffectsQuery>): { text: string; values: Values } {
  const parts: string[] = []
  const values: Values = {}
  for (const [name, condition] of Object.entries(filters)) {
    const value = query[name as keyof typeof filters]
    if (value === undefined) continue
    parts.push(condition)
    values[name] = name === "from" || name === "to" ? new Date(value).toISOString() : value
  }
  return { text: parts.length > 0 ? `where ${parts.join(" and ")}` : "", values }
}

/** One page of effects, by identity, resource, time, outcome and grade. */
export async function pageEffects(files: readonly string[], query: EffectsQuery): Promise<EffectPageDto> {
  const { text, values } = where(query)
  const direction = query.order === "oldest" ? "asc" : "desc"
  const [counted] = await ask(files, `select count(*)::integer as total from effect ${text}`, values)
  const total = Number(counted?.total ?? 0)
  const rows = await ask(
    files,
    `select * exclude (connectionId, written) from effect ${text}
     order by occurredAt ${direction}, eventId ${direction} limit $limit offset $offset`,
    { ...values, limit: query.limit, offset: query.offset },
  )
  const next = query.offset + rows.length
  return { effects: rows as EffectDto[], total, nextOffset: next < total ? next : null }
}

/** All effects of a query in chunks, oldest first, for exports. */
export async function* eachEffect(
  files: readonly string[],
  query: EffectsQuery,
): AsyncGenerator<EffectDto[]> {
  for (let offset = 0; ; offset += 5000) {
    const { text, values } = where(query)
    const rows = await ask(
      files,
      `select * exclude (connectionId, written) from effect ${text}
       order by occurredAt, eventId limit 5000 offset $offset`,
      { ...values, offset },
    )
    if (rows.length > 0) yield rows as EffectDto[]
    if (rows.length < 5000) return
  }
}

/** Ids of all events already kept. */
export async function keptEventIds(files: readonly string[], connectionId: string): Promise<Set<string>> {
  const rows = await ask(
    files,
    "select eventId from effect where connectionId = $connectionId and source <> 'aws.version-listing'",
    { connectionId },
  )
  return new Set(rows.map((row) => String(row.eventId)))
}

export type IdentityStats = {
  connectionId: string
  identity: string
  firstAt: string
  lastAt: string
  lastSuccessAt: string | null
  succeeded: number
  denied: number
  destructive: number
  agentMark: string
}

/** Changes to the parts of one resource, oldest first: what a restore is planned from. Refusals are left out. */
export async function resourceEffects(
  files: readonly string[],
  { connectionId, resource }: { connectionId: string; resource: string },
): Promise<ResourceEffect[]> {
  const rows = await ask(
    files,
    `select eventId, occurredAt, source, action, grade, identity, item from effect
     where connectionId = $connectionId and resource = $resource and outcome = 'succeeded'
       and not readOnly and item <> ''
     order by occurredAt, eventId limit 1000000`,
    { connectionId, resource },
  )
  return rows as ResourceEffect[]
}

/** What each identity did, as numbers. Effects without an identity are not here. */
export async function identityStats(files: readonly string[]): Promise<IdentityStats[]> {
  const rows = await ask(
    files,
    `select connectionId, identity, min(occurredAt) as firstAt, max(occurredAt) as lastAt,
       max(occurredAt) filter (outcome = 'succeeded') as lastSuccessAt,
       (count(*) filter (outcome = 'succeeded'))::integer as succeeded,
       (count(*) filter (outcome = 'denied'))::integer as denied,
       (count(*) filter (outcome = 'succeeded' and grade >= 2))::integer as destructive,
       coalesce(max(agentMark) filter (agentMark <> ''), '') as agentMark
     from effect where identity <> '' group by all`,
  )
  return rows as IdentityStats[]
}

/** Marks for identity lanes: at most `slices` moments over the span of all effects, one mark per kind in each. */
export async function laneMarks(files: readonly string[], slices = 240): Promise<Map<string, LaneMark[]>> {
  const rows = await ask(
    files,
    `, moment as (select *, epoch_ms(occurredAt::timestamptz)::double as ms from effect where identity <> ''),
       span as (select min(ms) as lowest, greatest(max(ms) - min(ms), 1) as width from moment)
     select identity, min(occurredAt) as "at", count(*)::integer as count,
       case when outcome = 'denied' then 'denied' when outcome = 'failed' then 'failed'
         when grade >= 2 then 'destructive' when grade = 1 then 'write' else 'read' end as kind
     from moment, span group by identity, kind, floor((ms - lowest) / width * $slices) order by "at"`,
    { slices },
  )
  const lanes = new Map<string, LaneMark[]>()
  for (const { identity, ...mark } of rows)
    lanes.set(String(identity), [...(lanes.get(String(identity)) ?? []), mark as LaneMark])
  return lanes
}

export async function sumEffects(files: readonly string[]): Promise<EffectSum[]> {
  const rows = await ask(
    files,
    `select connectionId, resource, resourceType, resourceName, max(region) as region, action, outcome, grade,
       identity, source, count(*)::integer as count, count(distinct item)::integer as items,
       min(occurredAt) as firstAt, max(occurredAt) as lastAt, arg_min(gradeReason, occurredAt) as reason,
       arg_min(userAgent, occurredAt) as userAgent
     from effect where not (grade = 0 and outcome = 'succeeded')
     group by connectionId, resource, resourceType, resourceName, action, outcome, grade, identity, source`,
  )
  return rows as EffectSum[]
}

/** Per bucket: distinct keys deleted and overwritten, and versions deleted for good. */
export async function countObjects(files: readonly string[]): Promise<ObjectCounts[]> {
  const rows = await ask(
    files,
    `, object as (select connectionId, resource, action, item, contains(item, '?versionId=') as versioned,
         split_part(item, '?versionId=', 1) as key, source
       from effect where outcome = 'succeeded' and resourceType = 'AWS::S3::Bucket' and item <> '')
     select connectionId, resource,
       (count(distinct key) filter (action in ('s3:DeleteObject', 's3:DeleteObjects') and not versioned))::integer as deleted,
       (count(distinct key) filter (action = 's3:PutObject' and source = 'aws.version-listing'))::integer as overwritten,
       (count(distinct item) filter (action in ('s3:DeleteObject', 's3:DeleteObjectVersion') and versioned))::integer as purged
     from object group by connectionId, resource`,
  )
  return rows as ObjectCounts[]
}
