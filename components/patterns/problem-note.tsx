import { ApiProblem } from "@/lib/http/fetch-json"

/** A request that failed: what, why and what to do, beside the thing that was pressed. */
export function ProblemNote({ error }: { error: unknown }) {
  if (!error) return null
  const problem = error instanceof ApiProblem ? error : new ApiProblem({ title: "Unexpected" })
  return (
    <div role="alert" className="rounded-2 border border-agent bg-agent-tint px-3 py-2 text-13">
      <p className="font-semibold">{problem.title}</p>
      <p>{problem.detail}</p>
      {problem.fields.length > 0 ? (
        <ul className="mt-1 list-disc pl-5">
          {problem.fields.map((field) => (
            <li key={`${field.path}${field.message}`}>
              <code>{field.path}</code> {field.message}
            </li>
          ))}
        </ul>
      ) : null}
      {problem.docs ? (
        <a href={problem.docs} className="text-12 underline">
          About this error
        </a>
      ) : null}
    </div>
  )
}
