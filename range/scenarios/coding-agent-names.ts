/** Who acts in the coding agent's account. */
export const agentUserName = "claude-code-infra"
export const sharedRoleName = "harborline-deploy"
export const pipelineUserName = "ci-release-pipeline"
