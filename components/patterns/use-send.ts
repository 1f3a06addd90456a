"use client"

import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"

type Options<Input, Output> = {
  path: string | ((input: Input) => string)
  method?: "POST" | "PATCH" | "PUT" | "DELETE"
  /** What of the input is sent; the input itself unless told. */
  body?: (input: Input) => unknown
  headers?: Record<string, string>
  /** Reads that are stale afterwards. */
  stale?: QueryKey[]
  onSuccess?: (output: Output, input: Input) => void
}

/** One write to our API: never sent twice by itself, and its reads are read again whatever became of it. */
export function useSend<Input = Record<string, never>, Output = unknown>({
  path,
  method = "POST",
  body = (input) => input,
  headers = {},
  stale = [],
  onSuccess,
}: Options<Input, Output>) {
  const client = useQueryClient()
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => {
      const content = body(input)
      return fetchJson<Output>(typeof path === "function" ? path(input) : path, {
        method,
        headers,
        ...(method === "DELETE" && content === undefined ? {} : { body: content }),
      })
    },
    ...(onSuccess ? { onSuccess: (output: Output, input: Input) => onSuccess(output, input) } : {}),
    // A write whose answer was lost may have happened: what the page shows is read again in every case.
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}
