import type { ActionDefinition, ActionHandler, JsonObject } from "./contract"

/**
 * An action as the registry holds it, whatever its input. Sound because whoever calls an action has parsed the input
 * with the action's own schema first; the compiler cannot know that.
 */
export function anyHandler<Input extends JsonObject>(handler: ActionHandler<Input>): ActionHandler {
  return handler as unknown as ActionHandler
}

export function anyDefinition<Input extends JsonObject>(
  definition: ActionDefinition<Input>,
): ActionDefinition {
  return definition as unknown as ActionDefinition
}
