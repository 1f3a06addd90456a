import "server-only"
import { toPlatformError } from "./errors"

/**
 * A view of an SDK client for one call site: every method gets the caller's abort signal, and everything thrown is
 * mapped. `paginate...` methods are checked for the signal between pages.
 */
export function guardClient<Client extends object>(
  client: Client,
  { signal, write, service }: { signal: AbortSignal; write: boolean; service: string },
): Client {
  const fail = (error: unknown) => toPlatformError(error, { write, service })
  return new Proxy(client, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property, target)
      if (typeof method !== "function" || typeof property !== "string" || property === "destroy")
        return method
      if (property.startsWith("paginate"))
        return async function* (...args: unknown[]) {
          try {
            for await (const page of method.apply(target, args)) {
              yield page
              signal.throwIfAborted()
            }
          } catch (error) {
            throw fail(error)
          }
        }
      return async (input: unknown = {}, options: object = {}) => {
        try {
          return await method.call(target, input, { abortSignal: signal, ...options })
        } catch (error) {
          throw fail(error)
        }
      }
    },
  })
}
