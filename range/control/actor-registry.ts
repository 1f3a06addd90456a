import { Worker } from "node:worker_threads"
import type { AgentMessage, AgentPlan, AgentState, TranscriptLine } from "../agent/agent-plan.ts"
import { type PipelineReport, startPipeline } from "../agent/ci-pipeline.ts"
import type { Account } from "../aws/account.ts"
import type { World } from "../aws/world.ts"
import {
  agentUserName,
  pipelineUserName,
  purgeMachineArn,
  sharedRoleName,
} from "../scenarios/coding-agent-names.ts"
import { keyPair } from "../scenarios/scenario.ts"
import type { Endpoints } from "../start-range.ts"
import { ControlError } from "./control-error.ts"

export interface AgentReport {
  /** idle: never started. stopped: ended through the control API, as if its process had been killed. */
  state: AgentState | "idle" | "stopped"
  startedAt: string | null
  succeeded: number
  denied: number
  failed: number
  lastSuccessAt: string | null
  firstDeniedAt: string | null
  /** The terminal, from line `after` on. */
  lines: TranscriptLine[]
  pipeline: PipelineReport | null
}

interface RunningAgent {
  worker: Worker
  report: Omit<AgentReport, "pipeline">
  done: Promise<void>
}

const keptLines = 5000

/** The actors in each account: the agent in its worker thread, and the innocent pipeline. */
export class ActorRegistry {
  private readonly world: World
  private readonly endpoints: Endpoints
  private readonly agents = new Map<string, RunningAgent>()
  private readonly pipelines = new Map<string, ReturnType<typeof startPipeline>>()

  constructor(world: World, endpoints: Endpoints) {
    this.world = world
    this.endpoints = endpoints
  }

  /** True while an agent works or keeps trying. */
  get running(): boolean {
    return [...this.agents.values()].some(
      ({ report }) => report.state === "working" || report.state === "locked-out",
    )
  }

  startBackground(account: Account): void {
    const pipeline = account.iam.users.get(pipelineUserName)
    if (pipeline === undefined) return
    const started = startPipeline({
      ...this.common(account),
      credentials: keyPair(pipeline),
      assetsBucket: bucketName(this.world, account, "web-assets"),
      paceMs: 15_000,
    })
    this.pipelines.set(account.id, started)
  }

  startAgent(account: Account, options: Record<string, unknown>): AgentReport {
    const user = account.iam.users.get(agentUserName)
    if (user === undefined) throw new ControlError(409, "This account's scenario has no agent")
    const present = this.agents.get(account.id)
    if (present && (present.report.state === "working" || present.report.state === "locked-out"))
      throw new ControlError(409, "The agent is running already")
    const plan: AgentPlan = {
      ...this.common(account),
      userName: agentUserName,
      credentials: keyPair(user),
      buckets: {
        uploads: bucketName(this.world, account, "uploads"),
        invoices: bucketName(this.world, account, "invoices"),
        reports: bucketName(this.world, account, "reports"),
        state: bucketName(this.world, account, "tfstate"),
      },
      paceMs: option(options, "paceMs", 2000),
      slowMs: option(options, "slowMs", 8000),
      patienceMs: option(options, "patienceMs", 5 * 60_000),
    }
    this.agents.set(account.id, startWorker(plan, new Date(this.world.clock.now()).toISOString()))
    return this.report(account.id, 0)
  }

  async stopAgent(accountId: string): Promise<AgentReport> {
    const agent = this.agents.get(accountId)
    if (agent && (agent.report.state === "working" || agent.report.state === "locked-out")) {
      agent.report.state = "stopped"
      await agent.worker.terminate()
      await agent.done
    }
    return this.report(accountId, 0)
  }

  report(accountId: string, after: number): AgentReport {
    const pipeline = this.pipelines.get(accountId)?.report ?? null
    const agent = this.agents.get(accountId)
    if (agent === undefined)
      return {
        state: "idle",
        startedAt: null,
        succeeded: 0,
        denied: 0,
        failed: 0,
        lastSuccessAt: null,
        firstDeniedAt: null,
        lines: [],
        pipeline,
      }
    return { ...agent.report, lines: agent.report.lines.filter((line) => line.number > after), pipeline }
  }

  async stop(accountId: string): Promise<void> {
    await this.stopAgent(accountId)
    this.pipelines.get(accountId)?.stop()
    this.pipelines.delete(accountId)
    this.agents.delete(accountId)
  }

  async stopAll(): Promise<void> {
    await Promise.all(
      [...new Set([...this.agents.keys(), ...this.pipelines.keys()])].map((id) => this.stop(id)),
    )
  }

  private common(account: Account) {
    const { iam, sts, s3, states } = this.endpoints
    return {
      endpoints: { iam, sts, s3, states },
      region: account.region,
      roleArn: `arn:aws:iam::${account.id}:role/${sharedRoleName}`,
      stateMachineArn: purgeMachineArn(account),
      clockAheadMs: this.world.clock.now() - Date.now(),
    }
  }
}

function startWorker(agentPlan: AgentPlan, startedAt: string): RunningAgent {
  const report: RunningAgent["report"] = {
    state: "working",
    startedAt,
    succeeded: 0,
    denied: 0,
    failed: 0,
    lastSuccessAt: null,
    firstDeniedAt: null,
    lines: [],
  }
  const worker = new Worker(workerFile(), { workerData: { agentPlan }, execArgv: [] })
  let number = 0
  worker.on("message", (message: AgentMessage) => {
    if (message.kind === "state") {
      if (report.state !== "stopped") report.state = message.state
      return
    }
    const line = { number: ++number, ...message.line }
    report.lines.push(line)
    if (report.lines.length > keptLines) report.lines.splice(0, 500)
    if (line.outcome === "ok") {
      report.succeeded++
      report.lastSuccessAt = line.at
    } else if (line.outcome === "denied") {
      report.denied++
      report.firstDeniedAt ??= line.at
    } else if (line.outcome === "error") report.failed++
  })
  worker.on("error", (error) => console.error("range: the agent failed", error))
  const done = new Promise<void>((resolve) => {
    worker.once("exit", () => {
      if (report.state === "working" || report.state === "locked-out") report.state = "ended"
      resolve()
    })
  })
  return { worker, report, done }
}

/** From source the worker has a file of its own; in the bundle it is the bundle, started as a worker. */
function workerFile(): URL {
  const here = import.meta.url
  return here.endsWith(".ts") ? new URL("../agent/agent-worker.ts", here) : new URL(here)
}

function bucketName(world: World, account: Account, part: string): string {
  const bucket = [...world.buckets.values()].find(
    (each) => each.accountId === account.id && each.name.includes(`-${part}-`),
  )
  if (bucket === undefined) throw new ControlError(409, `This account has no ${part} bucket any more`)
  return bucket.name
}

function option(options: Record<string, unknown>, name: string, fallback: number): number {
  const value = options[name]
  if (value === undefined) return fallback
  if (typeof value === "number" && Number.isFinite(value) && value >= 10) return value
  throw new ControlError(400, `${name} must be a number of at least 10`)
}
