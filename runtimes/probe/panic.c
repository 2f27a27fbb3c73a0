/* Makes a guest's kernel panic, after making sure that it is a guest's; and tells others that it lives. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { BOOT_ID_LENGTH = 36, MAY_BE_HOST = 2, REFUSED = 1 };

static const char BOOT_ID[] = "/proc/sys/kernel/random/boot_id";
static const char TRIGGER[] = "/proc/sysrq-trigger";

/* A boot id from anything but the kernel's own /proc says nothing. */
static bool is_kernel_file(const char *path) {
  struct statfs filesystem;
  return statfs(path, &filesystem) == 0 && filesystem.f_type == PROC_SUPER_MAGIC;
}

/* Every boot of every kernel has its own id: with another id than the host's this is another kernel. */
static bool is_another_kernel(const char *host_boot_id) {
  char own[64];
  if (strlen(host_boot_id) != BOOT_ID_LENGTH || !is_kernel_file(BOOT_ID)) return false;
  if (!read_line(BOOT_ID, own, sizeof own) || strlen(own) != BOOT_ID_LENGTH) return false;
  return strcmp(own, host_boot_id) != 0;
}

int panic_guest(const char *host_boot_id) {
  if (!is_another_kernel(host_boot_id)) {
    fputs("twinbench probe: this may be the host's own kernel; nothing was done\n", stderr);
    return MAY_BE_HOST;
  }
  int trigger = open(TRIGGER, O_WRONLY | O_CLOEXEC);
  if (trigger >= 0 && write(trigger, "c", 1) == 1) errno = 0;
  fprintf(stderr, "twinbench probe: %s: %s\n", TRIGGER, strerror(errno));
  return REFUSED;
}

int answer_lines(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    struct sysinfo info;
    say_number("alive", sysinfo(&info) == 0 ? (long long)info.uptime : -1);
    say_flush();
  }
  return 0;
}
