import type { JsonObject } from "../contract"
import { readOutcome } from "./read-outcome"
import { type AuditRecord, asObject, text } from "./read-record"

export type WorkKind =
  | "execution"
  | "stack"
  | "job"
  | "build"
  | "command"
  | "session"
  | "automation"
  | "task"
  | "instance"
  | "function"
  | "rule"
  | "schedule"

/** A piece of work that a record shows being started; `id` as its service takes it. */
export type WorkStart = { kind: WorkKind; id: string }

type Finder = {
  kind: WorkKind
  service: string
  ids: (request: JsonObject, response: JsonObject) => string[]
}

const items = (value: unknown) => {
  const list = asObject(value).items
  return Array.isArray(list) ? list.map(asObject) : []
}
const one = (value: unknown) => [text(value)].filter(Boolean)

/** CloudTrail's names of calls that start something that goes on, and where each record has its id. */
const finders: Record<string, Finder> = {
  StartExecution: { kind: "execution", service: "states", ids: (_, r) => one(r.executionArn) },
  RedriveExecution: { kind: "execution", service: "states", ids: (q) => one(q.executionArn) },
  CreateStack: { kind: "stack", service: "cloudformation", ids: stackIds },
  UpdateStack: { kind: "stack", service: "cloudformation", ids: stackIds },
  DeleteStack: { kind: "stack", service: "cloudformation", ids: stackIds },
  ExecuteChangeSet: { kind: "stack", service: "cloudformation", ids: stackIds },
  SubmitJob: { kind: "job", service: "batch", ids: (_, r) => one(r.jobId) },
  StartBuild: { kind: "build", service: "codebuild", ids: (_, r) => one(asObject(r.build).id) },
  SendCommand: { kind: "command", service: "ssm", ids: (_, r) => one(asObject(r.command).commandId) },
  StartSession: { kind: "session", service: "ssm", ids: (_, r) => one(r.sessionId) },
  StartAutomationExecution: {
    kind: "automation",
    service: "ssm",
    ids: (_, r) => one(r.automationExecutionId),
  },
  RunTask: {
    kind: "task",
    service: "ecs",
    ids: (_, r) => (Array.isArray(r.tasks) ? r.tasks.flatMap((each) => one(asObject(each).taskArn)) : []),
  },
  RunInstances: {
    kind: "instance",
    service: "ec2",
    ids: (_, r) => items(r.instancesSet).flatMap((each) => one(each.instanceId)),
  },
  CreateFunction20150331: { kind: "function", service: "lambda", ids: functionIds },
  UpdateFunctionCode20150331v2: { kind: "function", service: "lambda", ids: functionIds },
  PutRule: { kind: "rule", service: "events", ids: (q) => ruleIds(q.eventBusName, q.name) },
  PutTargets: { kind: "rule", service: "events", ids: (q) => ruleIds(q.eventBusName, q.rule) },
  CreateSchedule: { kind: "schedule", service: "scheduler", ids: scheduleIds },
  UpdateSchedule: { kind: "schedule", service: "scheduler", ids: scheduleIds },
}

/** Names to look events up by. */
export const startingEvents: readonly string[] = Object.keys(finders)

/** What a record shows being started; empty when the call failed or starts nothing that goes on. */
export function findWorkStarts(record: AuditRecord): WorkStart[] {
  const finder = Object.hasOwn(finders, record.eventName) ? finders[record.eventName] : undefined
  if (!finder || record.eventSource.split(".")[0] !== finder.service) return []
  if (readOutcome(record).outcome !== "succeeded") return []
  return finder.ids(record.request, record.response).map((id) => ({ kind: finder.kind, id }))
}

/** By the name: an id of a stack that was made again under the same name would miss it. */
function stackIds(request: JsonObject, response: JsonObject): string[] {
  const given = text(request.stackName) || text(response.stackId)
  return one(/:stack\/([^/]+)/.exec(given)?.[1] ?? given)
}

function functionIds(request: JsonObject): string[] {
  const given = text(request.functionName)
  return one(/:function:([^:]+)/.exec(given)?.[1] ?? given)
}

function ruleIds(bus: unknown, name: unknown): string[] {
  const of = text(bus).split("event-bus/").at(-1) || "default"
  return text(name) ? [`${of}/${text(name)}`] : []
}

function scheduleIds({ groupName, name }: JsonObject): string[] {
  return text(name) ? [`${text(groupName) || "default"}/${text(name)}`] : []
}
