import "server-only"
import { notFound } from "next/navigation"
import { isFirebreakError } from "@/lib/errors"

/** A page's read: what does not exist becomes the page that says so; other errors reach the error page. */
export async function pageRead<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (isFirebreakError(error) && (error.code === "not-found" || error.code === "invalid-input")) notFound()
    throw error
  }
}
