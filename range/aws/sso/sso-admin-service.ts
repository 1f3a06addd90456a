import { jsonService } from "../json-service.ts"
import { assignmentOperations } from "./assignments.ts"
import { permissionSetOperations } from "./permission-sets.ts"

export const ssoAdminService = jsonService(
  "sso-admin",
  { ...permissionSetOperations, ...assignmentOperations },
  { prefix: "sso" },
)
