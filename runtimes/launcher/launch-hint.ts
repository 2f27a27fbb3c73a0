/** What the user can do about the failures of the launcher that are the host's doing. */

const USER_NAMESPACES =
  'this host does not let ordinary users make working user namespaces (see the settings kernel.unprivileged_userns_clone, ' +
  'user.max_user_namespaces and kernel.apparmor_restrict_unprivileged_userns); run Twinbench as root';
const MASKED_PROC =
  "parts of this host's /proc are masked, as inside of Docker, and the kernel then gives an ordinary user no /proc of its own; start the container " +
  'around Twinbench with --security-opt systempaths=unconfined (Podman: --security-opt unmask=ALL), or run as root in one with --privileged';
const OVERLAY =
  'the folder for instances must lie on a filesystem that overlay can write to, such as ext4, xfs, btrfs or tmpfs, and not on another overlay';

/** As the launcher names them. */
interface LaunchFault {
  readonly step: string;
  readonly object?: string;
  readonly errno: string;
}

/** Empty, or `; ` and the advice. */
export function launchHint({ step, object, errno }: LaunchFault, isRootless = process.getuid?.() !== 0): string {
  if (isRootless && step === 'mount' && object === '/proc' && errno === 'EPERM') return `; ${MASKED_PROC}`;
  if (isRootless && ['EPERM', 'EACCES', 'ENOSPC', 'EUSERS'].includes(errno)) return `; ${USER_NAMESPACES}`;
  if (step === 'mount overlay' && errno === 'EINVAL') return `; ${OVERLAY}`;
  if (step === 'mount overlay' && errno === 'ENODEV') return '; this kernel has no overlay filesystem (try: modprobe overlay)';
  return '';
}
