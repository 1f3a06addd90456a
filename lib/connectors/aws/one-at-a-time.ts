import { keyedLock } from "../keyed-lock"

/**
 * One at a time per policy. Policies that are read, merged and put back have no version to compare: steps of one plan
 * would overwrite each other. Other processes are not held off; the read-back finds that.
 */
export const oneAtATime = keyedLock()
