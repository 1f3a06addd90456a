import type { FieldProblem } from "@/lib/errors"

/** A failed request as the server explained it, or as the network left it (status 0). */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly docs: string
  readonly instance: string
  readonly fields: readonly FieldProblem[]

  constructor(
    problem: Partial<
      Pick<ApiProblem, "status" | "code" | "title" | "detail" | "docs" | "instance" | "fields">
    >,
  ) {
    super(problem.detail ?? problem.title ?? "The request failed.")
    this.name = "ApiProblem"
    this.status = problem.status ?? 0
    this.code = problem.code ?? "unreachable"
    this.title = problem.title ?? "The server does not answer"
    this.detail =
      problem.detail ?? "Check the connection, then try again. Nothing is known about this request."
    this.docs = problem.docs ?? ""
    this.instance = problem.instance ?? ""
    this.fields = problem.fields ?? []
  }
}

type Options = { method?: string; body?: unknown; signal?: AbortSignal; headers?: Record<string, string> }

/** Sends JSON to our own API and returns JSON (undefined for 204). Throws ApiProblem, except when aborted. */
export async function fetchJson<T>(
  path: string,
  { method = "GET", body, signal, headers = {} }: Options = {},
): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiProblem({})
  }
  if (response.status === 204) return undefined as T
  const parsed = await response.json().catch(() => null)
  if (response.ok && parsed !== null) return parsed as T
  throw new ApiProblem({ ...asProblem(parsed), status: response.status })
}

function asProblem(value: unknown): Partial<ApiProblem> {
  if (typeof value !== "object" || value === null)
    return { title: "The server answered with something else", code: "unexpected" }
  const { title, detail, code, type, instance, fields } = value as Record<string, unknown>
  return {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof detail === "string" ? { detail } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof type === "string" ? { docs: type } : {}),
    ...(typeof instance === "string" ? { instance } : {}),
    ...(Array.isArray(fields) ? { fields: fields as FieldProblem[] } : {}),
  }
}
