import { jsonService } from "../json-service.ts"
import { policyOperations } from "./policies.ts"
import { treeOperations } from "./tree.ts"

export const organizationsService = jsonService("organizations", { ...treeOperations, ...policyOperations })
