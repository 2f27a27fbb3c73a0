/** What the user can do about the failures of the launcher that are the host's doing. */

const USER_NAMESPACES =
  'this host does not let ordinary users make working user namespaces (see the settings kernel.unprivileged_userns_clone, ' +
  'user.max_user_namespaces and kernel.apparmor_restrict_unprivileged_userns); run Twinbench as root';
const OVERLAY =
  'the folder for instances must lie on a filesystem that overlay can write to, such as ext4, xfs, btrfs or tmpfs, and not on another overlay';

/** Empty, or `; ` and the advice. @param step, errno as the launcher names them */
export function launchHint(step: string, errno: string, isRootless = process.getuid?.() !== 0): string {
  if (isRootless && ['EPERM', 'EACCES', 'ENOSPC', 'EUSERS'].includes(errno)) return `; ${USER_NAMESPACES}`;
  if (step === 'mount overlay' && errno === 'EINVAL') return `; ${OVERLAY}`;
  if (step === 'mount overlay' && errno === 'ENODEV') return '; this kernel has no overlay filesystem (try: modprobe overlay)';
  return '';
}
