import { TextArea, TextField } from "@/components/ui/field"
import { agentKinds } from "@/lib/agents/schema"

export type AgentFacts = {
  name: string
  kind: string
  version: string
  owner: string
  runsOn: string
  notes: string
}

export const noFacts: AgentFacts = { name: "", kind: "", version: "", owner: "", runsOn: "", notes: "" }

type Props = { facts: AgentFacts; problem: (path: string) => string | undefined }

/** Who the agent is. Any kind is taken; the list only helps to type. */
export function FactFields({ facts, problem }: Props) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={120}
        defaultValue={facts.name}
        error={problem("name")}
        help="As people call it when something breaks."
      />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label="Kind"
          name="kind"
          required
          maxLength={60}
          list="agent-kinds"
          defaultValue={facts.kind}
          placeholder="Claude Code"
          error={problem("kind")}
        />
        <datalist id="agent-kinds">
          {agentKinds.map((kind) => (
            <option key={kind} value={kind} />
          ))}
        </datalist>
        <TextField
          label="Version"
          name="version"
          optional
          maxLength={60}
          defaultValue={facts.version}
          error={problem("version")}
        />
        <TextField
          label="Owner"
          name="owner"
          optional
          maxLength={120}
          defaultValue={facts.owner}
          error={problem("owner")}
          help="The person or team to call."
        />
        <TextField
          label="Where it runs"
          name="runsOn"
          optional
          maxLength={200}
          defaultValue={facts.runsOn}
          error={problem("runsOn")}
          help="A host, a pipeline, a hosted platform: where it is stopped."
        />
      </div>
      <TextArea
        label="Notes"
        name="notes"
        optional
        rows={3}
        maxLength={4000}
        defaultValue={facts.notes}
        error={problem("notes")}
        help="How to stop it, whom to ask."
      />
    </>
  )
}

export function readFacts(form: FormData): AgentFacts {
  const text = (name: string) => String(form.get(name) ?? "")
  return {
    name: text("name"),
    kind: text("kind"),
    version: text("version"),
    owner: text("owner"),
    runsOn: text("runsOn"),
    notes: text("notes"),
  }
}
