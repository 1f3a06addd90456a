import { redirect } from "next/navigation"
import { SignInForm } from "@/components/auth/sign-in-form"
import { currentContext } from "@/lib/auth/current-context"
import { paths } from "@/lib/paths"

export const metadata = { title: "Sign in" }

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ returnTo?: string | string[] }>
}) {
  const { returnTo } = await searchParams
  const target = ownPath(returnTo)
  if (await currentContext()) redirect(target)
  return (
    <>
      <h1 className="font-semibold text-20">Sign in</h1>
      <SignInForm returnTo={target} />
      <p className="text-12 text-ink-2">
        No account yet? Ask an administrator for an invitation. On a new installation, the server printed a
        one-time set-up link in the terminal.
      </p>
    </>
  )
}

/** Only a path of ours: a link must not lead a signed-in person elsewhere. */
function ownPath(value: string | string[] | undefined): string {
  const path = typeof value === "string" ? value : ""
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : paths.incidents()
}
