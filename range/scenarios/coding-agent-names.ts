import type { Account } from "../aws/account.ts"

/** Who acts in the coding agent's account. */
export const agentUserName = "claude-code-infra"
export const sharedRoleName = "harborline-deploy"
export const pipelineUserName = "ci-release-pipeline"

/** Purges old archives: the agent may start it, and what it starts goes on without it. */
export function purgeMachineArn(account: Account): string {
  return `arn:aws:states:${account.region}:${account.id}:stateMachine:harborline-archive-purge`
}
