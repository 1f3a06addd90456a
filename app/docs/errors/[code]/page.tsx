import { readFile } from "node:fs/promises"
import path from "node:path"
import { notFound } from "next/navigation"
import { Markdown } from "@/components/patterns/markdown"
import { ButtonLink } from "@/components/ui/button"
import { errorCodes } from "@/lib/errors"
import { paths } from "@/lib/paths"

export const metadata = { title: "About an error" }

/** The page behind a problem's `type`: what happened and what to do. */
export default async function ErrorDocsPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params
  if (!Object.hasOwn(errorCodes, code)) notFound()
  const text = await readFile(path.join(process.cwd(), "docs", "errors", `${code}.md`), "utf8").catch(
    () => null,
  )
  if (text === null) notFound()
  return (
    <main id="main" tabIndex={-1} className="prose-page mx-auto max-w-[68ch] px-4 py-12">
      <Markdown text={text} />
      <p className="mt-6">
        <ButtonLink href={paths.incidents()}>All incidents</ButtonLink>
      </p>
    </main>
  )
}
