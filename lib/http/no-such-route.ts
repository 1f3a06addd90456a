import "server-only"
import { notFound } from "@/lib/errors"
import { problemResponse } from "@/lib/http/problem"

/** For every address of the API that is none: programs get a problem, not a page. */
export function noSuchRoute(): Response {
  return problemResponse(notFound("There is no such address in the API. Check the path."))
}
