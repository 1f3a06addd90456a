import "server-only"
import { anyHandler } from "../any-action"
import type { ActionHandler } from "../contract"
import { cancelCommand } from "./cancel-command"
import { cancelStackUpdate } from "./cancel-stack-update"
import { disableRule } from "./disable-rule"
import { disableSchedule } from "./disable-schedule"
import { pauseFunction } from "./pause-function"
import { stopAutomation } from "./stop-automation"
import { stopBuild } from "./stop-build"
import { stopExecution } from "./stop-execution"
import { stopInstance } from "./stop-instance"
import { stopTask } from "./stop-task"
import { terminateBatchJob } from "./terminate-batch-job"
import { terminateSession } from "./terminate-session"

/** Every way to stop work that outlives the credential that started it. */
export const stopHandlers: readonly ActionHandler[] = [
  anyHandler(stopExecution),
  anyHandler(cancelStackUpdate),
  anyHandler(terminateBatchJob),
  anyHandler(stopBuild),
  anyHandler(cancelCommand),
  anyHandler(stopAutomation),
  anyHandler(terminateSession),
  anyHandler(stopTask),
  anyHandler(stopInstance),
  anyHandler(pauseFunction),
  anyHandler(disableRule),
  anyHandler(disableSchedule),
]
