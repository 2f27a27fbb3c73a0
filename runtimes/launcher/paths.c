/*
 * Kernel files that containers must not see or must not write: those of OCI runtimes, and what root alone may read of the host's memory.
 * All lie on filesystems that the launcher has just mounted and that nobody else can reach yet, and so does the /dev/null that covers
 * them: no link or race can lead elsewhere (CVE-2025-31133, CVE-2025-52881).
 */
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const masked_paths[] = {
    "/proc/acpi",         "/proc/asound",        "/proc/interrupts",  "/proc/kcore",       "/proc/keys",
    "/proc/kpagecgroup",  "/proc/kpagecount",    "/proc/kpageflags",  "/proc/latency_stats", "/proc/pagetypeinfo",
    "/proc/sched_debug",  "/proc/scsi",          "/proc/slabinfo",    "/proc/timer_list",  "/proc/timer_stats",
    "/proc/vmallocinfo",  "/sys/firmware",       "/sys/devices/virtual/powercap",
};

static const char *const readonly_paths[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};

/* Folders all show the same empty filesystem. */
static int cover_folder(const char *path) {
  static const char *empty;
  if (empty != NULL) return mount(empty, path, NULL, MS_BIND, NULL);
  empty = path;
  return mount("tmpfs", path, "tmpfs", MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC, "size=0k");
}

/*
 * Files read as empty; what this kernel does not have needs no mask, and the answer says so. Which of the two it is must be known before: a bind that fails
 * waits for an RCU grace period, 20 ms on a busy host.
 */
static bool mask(const char *path) {
  struct stat object;
  if (stat(path, &object) != 0) {
    if (errno != ENOENT) fail("mask", path);
    return false;
  }
  int result = S_ISDIR(object.st_mode) ? cover_folder(path) : mount("/dev/null", path, NULL, MS_BIND, NULL);
  if (result != 0) fail("mask", path);
  return true;
}

static void make_readonly(const char *path) {
  unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NODEV | MS_NOSUID | MS_NOEXEC;
  if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) != 0) {
    if (errno != ENOENT) fail("make read-only", path);
  } else if (mount(NULL, path, NULL, flags, NULL) != 0) {
    fail("make read-only", path);
  }
}

/* Where the first processor has no such counters (in most virtual machines), none has; one that is switched off may have none. */
static void mask_thermal_counters(void) {
  char processor[64], counters[96];
  for (unsigned number = 0;; number++) {
    snprintf(processor, sizeof processor, "/sys/devices/system/cpu/cpu%u", number);
    snprintf(counters, sizeof counters, "%s/thermal_throttle", processor);
    if (mask(counters)) continue;
    if (number == 0 || access(processor, F_OK) != 0) return;
  }
}

void paths_protect(void) {
  for (size_t i = 0; i < sizeof masked_paths / sizeof masked_paths[0]; i++) mask(masked_paths[i]);
  mask_thermal_counters();
  for (size_t i = 0; i < sizeof readonly_paths / sizeof readonly_paths[0]; i++) make_readonly(readonly_paths[i]);
}
