import type { World } from "../world.ts"
export function deliverTrailFiles(_world: World): void {}
