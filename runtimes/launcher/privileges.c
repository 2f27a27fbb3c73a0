/*
 * Capabilities of a container: those that images for Docker and Podman are written for, without MKNOD and NET_RAW, and without
 * two that nothing inside can use: AUDIT_WRITE, since no audit socket can be opened, and SETFCAP, since no mount and no exec heeds
 * capabilities of files, which would only lie armed on the host's disk. And no way to gain more.
 */
#include "launcher.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned kept[] = {
    CAP_CHOWN,  CAP_DAC_OVERRIDE, CAP_FSETID,           CAP_FOWNER,     CAP_SETGID,
    CAP_SETUID, CAP_SETPCAP,      CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL,
};

static uint64_t kept_mask(void) {
  uint64_t mask = 0;
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) mask |= UINT64_C(1) << kept[i];
  return mask;
}

/* The kernel ends the list of capabilities that it knows with EINVAL. */
static void limit_bounding(uint64_t mask) {
  for (unsigned capability = 0; capability < 64; capability++) {
    if (mask >> capability & 1U) continue;
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
    if (errno == EINVAL) return;
    fail("drop capability", "bounding set");
  }
}

/*
 * Inheritable and ambient stay empty: with either filled, a program that is not root would get capabilities by exec (CVE-2022-24769).
 * Root's own come from the bounding set at exec.
 */
static void limit_own(uint64_t mask) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {
      {.effective = (uint32_t)mask, .permitted = (uint32_t)mask},
      {.effective = (uint32_t)(mask >> 32), .permitted = (uint32_t)(mask >> 32)},
  };
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) fail("drop capability", "ambient set");
  if (syscall(SYS_capset, &header, data) != 0) fail("drop capability", "own sets");
}

void privileges_drop(void) {
  limit_bounding(kept_mask());
  limit_own(kept_mask());
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("set no_new_privs", "prctl");
}
