/* What can be read: the kernel's identity, the host's facts, the user. Nothing is tried here. */
#include "probe.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MAX_LINE_BYTES = 4096 };

bool read_line(const char *path, char *line, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t length = read(file, line, size - 1);
  close(file);
  if (length < 0) return false;
  line[length] = '\0';
  line[strcspn(line, "\n")] = '\0';
  return true;
}

static void say_file(const char *fact, const char *path) {
  static char line[MAX_LINE_BYTES];
  if (read_line(path, line, sizeof line)) say_text(fact, line);
}

/* The text after `key` and blanks in the first line of a file that begins with it. */
static bool find_value(const char *path, const char *key, char *value, size_t size) {
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  static char line[MAX_LINE_BYTES];
  bool found = false;
  while (!found && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, key, strlen(key)) != 0) continue;
    const char *text = line + strlen(key);
    text += strspn(text, " \t:");
    snprintf(value, size, "%s", text);
    value[strcspn(value, "\n")] = '\0';
    found = true;
  }
  fclose(file);
  return found;
}

static void say_value(const char *fact, const char *path, const char *key) {
  char value[MAX_TEXT_BYTES];
  if (find_value(path, key, value, sizeof value)) say_text(fact, value);
}

/* With CAP_SYSLOG or a lenient kernel the addresses are real; else they read as zeros. */
static void look_at_addresses(void) {
  char line[64];
  if (!read_line("/proc/kallsyms", line, sizeof line)) say_text("kernel-addresses", "unreadable");
  else say_text("kernel-addresses", strncmp(line, "0000000000000000 ", 17) == 0 || line[0] == '\0' ? "hidden" : "shown");
}

void look_at_kernel(void) {
  struct utsname name;
  struct sysinfo info;
  cpu_set_t cpus;
  if (uname(&name) == 0) {
    say_text("kernel-release", name.release);
    say_text("kernel-build", name.version);
    say_text("host-name", name.nodename);
  }
  say_file("boot-id", "/proc/sys/kernel/random/boot_id");
  say_file("command-line", "/proc/cmdline");
  say_value("cpu-model", "/proc/cpuinfo", "model name");
  say_file("cpus-online", "/sys/devices/system/cpu/online");
  say_file("load", "/proc/loadavg");
  say_file("firmware-product", "/sys/class/dmi/id/product_name");
  look_at_addresses();
  if (sched_getaffinity(0, sizeof cpus, &cpus) == 0) say_number("cpus-usable", CPU_COUNT(&cpus));
  if (sysinfo(&info) != 0) return;
  say_number("uptime-seconds", info.uptime);
  say_number("memory-bytes", (long long)info.totalram * info.mem_unit);
}

static void say_namespaces(void) {
  static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};
  say_list_begin("namespaces");
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    char path[64], link[128];
    snprintf(path, sizeof path, "/proc/self/ns/%s", kinds[i]);
    ssize_t length = readlink(path, link, sizeof link - 1);
    if (length <= 0) continue;
    link[length] = '\0';
    say_list_item(link);
  }
  say_list_end();
}

void look_at_user(void) {
  static const char status[] = "/proc/self/status";
  say_number("uid", getuid());
  say_file("uid-map", "/proc/self/uid_map");
  say_value("capabilities-effective", status, "CapEff");
  say_value("capabilities-bounding", status, "CapBnd");
  say_value("no-new-privileges", status, "NoNewPrivs");
  say_value("seccomp-mode", status, "Seccomp:");
  say_namespaces();
}
