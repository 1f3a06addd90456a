import { DeclareForm } from "@/components/incidents/declare-form"
import { PageHeader } from "@/components/patterns/page-header"
import { requireContext } from "@/lib/auth/require-context"
import { paths } from "@/lib/paths"

export const metadata = { title: "Declare an incident" }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** The form; the address may fill it: ?title=…&severity=1&service=…&agent=…&instruction=… */
export default async function DeclarePage({ searchParams }: Props) {
  await requireContext(paths.declare())
  const given = await searchParams
  const one = (name: string) => (typeof given[name] === "string" ? given[name].slice(0, 4000) : "")
  return (
    <>
      <PageHeader
        title="Declare an incident"
        lead="A title and a severity are enough. When unsure, take the worse one."
      />
      <div className="mx-auto max-w-[720px] p-4">
        <DeclareForm
          title={one("title")}
          severity={one("severity")}
          service={one("service")}
          agentKind={one("agent")}
          agentInstruction={one("instruction")}
        />
      </div>
    </>
  )
}
