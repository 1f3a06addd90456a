import "server-only"
import { redirect } from "next/navigation"
import { currentContext } from "@/lib/auth/current-context"
import type { Context } from "@/lib/context"
import { paths } from "@/lib/paths"

/** The context of a signed-in person's page; everybody else is sent to sign in and back to `returnTo`. */
export async function requireContext(returnTo: string): Promise<Context> {
  return (await currentContext()) ?? redirect(paths.signIn(returnTo))
}
