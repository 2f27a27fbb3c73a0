/**
 * The door to control groups: finds out which hierarchies of this host may be used, and makes, limits, reads, kills and removes
 * groups there. Everything lies under a `twinbench` parent, in a folder per run that names its owner, so that the groups of a killed
 * run can be told from those of a living one.
 */
export type { Cgroup } from './cgroup/group.js';
export { detectCgroups } from './cgroup/layout.js';
export { type CgroupParent, type CgroupSupport, openCgroupParent } from './cgroup/parent.js';
export { findUnjudgedCgroups, sweepCgroups } from './cgroup/sweep.js';
