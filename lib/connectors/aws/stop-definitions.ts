import { anyDefinition } from "../any-action"
import type { ActionDefinition } from "../contract"
import { cancelCommandDefinition } from "./cancel-command-definition"
import { cancelStackUpdateDefinition } from "./cancel-stack-update-definition"
import { disableRuleDefinition } from "./disable-rule-definition"
import { disableScheduleDefinition } from "./disable-schedule-definition"
import { pauseFunctionDefinition } from "./pause-function-definition"
import { stopAutomationDefinition } from "./stop-automation-definition"
import { stopBuildDefinition } from "./stop-build-definition"
import { stopExecutionDefinition } from "./stop-execution-definition"
import { stopInstanceDefinition } from "./stop-instance-definition"
import { stopTaskDefinition } from "./stop-task-definition"
import { terminateBatchJobDefinition } from "./terminate-batch-job-definition"
import { terminateSessionDefinition } from "./terminate-session-definition"

/** Every way to stop work that outlives the credential that started it. */
export const stopDefinitions: readonly ActionDefinition[] = [
  anyDefinition(stopExecutionDefinition),
  anyDefinition(cancelStackUpdateDefinition),
  anyDefinition(terminateBatchJobDefinition),
  anyDefinition(stopBuildDefinition),
  anyDefinition(cancelCommandDefinition),
  anyDefinition(stopAutomationDefinition),
  anyDefinition(terminateSessionDefinition),
  anyDefinition(stopTaskDefinition),
  anyDefinition(stopInstanceDefinition),
  anyDefinition(pauseFunctionDefinition),
  anyDefinition(disableRuleDefinition),
  anyDefinition(disableScheduleDefinition),
]
