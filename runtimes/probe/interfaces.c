/* Files through which the kernel is read or steered. They are opened and closed; nothing is read from or written to them. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct file {
  const char *fact, *path;
  int flags;
};

/* Device nodes that act when they are opened (watchdogs, tapes, terminals) have no place here. */
static const struct file FILES[] = {
    {"write.core-pattern", "/proc/sys/kernel/core_pattern", O_WRONLY},
    {"write.modprobe", "/proc/sys/kernel/modprobe", O_WRONLY},
    {"write.panic", "/proc/sys/kernel/panic", O_WRONLY},
    {"write.drop-caches", "/proc/sys/vm/drop_caches", O_WRONLY},
    {"write.sysrq", "/proc/sysrq-trigger", O_WRONLY},
    {"write.irq", "/proc/irq/default_smp_affinity", O_WRONLY},
    {"write.huge-pages", "/sys/kernel/mm/transparent_hugepage/enabled", O_WRONLY},
    {"write.uevent-helper", "/sys/kernel/uevent_helper", O_WRONLY},
    {"write.power", "/sys/power/state", O_WRONLY},
    {"read.kernel-log", "/dev/kmsg", O_RDONLY},
    {"read.kernel-core", "/proc/kcore", O_RDONLY},
    {"read.memory-device", "/dev/mem", O_RDONLY},
    {"read.port-device", "/dev/port", O_RDONLY},
    {"read.keys", "/proc/keys", O_RDONLY},
    {"read.timers", "/proc/timer_list", O_RDONLY},
    {"read.interrupts", "/proc/interrupts", O_RDONLY},
    {"read.firmware-tables", "/sys/firmware/acpi/tables/DSDT", O_RDONLY},
    {"read.tracing", "/sys/kernel/tracing/available_tracers", O_RDONLY},
    {"read.kvm-device", "/dev/kvm", O_RDONLY},
};

/* A masked file is the null device in its place. */
static bool is_masked(int opened) {
  struct stat node;
  return fstat(opened, &node) == 0 && S_ISCHR(node.st_mode) && node.st_rdev == makedev(1, 3);
}

static int open_file(const void *argument) {
  const struct file *file = argument;
  int opened = open(file->path, file->flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (opened < 0) return -1;
  bool masked = is_masked(opened);
  close(opened);
  errno = ENODATA;
  return masked ? -1 : 0;
}

void try_interfaces(void) {
  for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) say_try(FILES[i].fact, open_file, &FILES[i]);
}
