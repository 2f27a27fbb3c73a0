/* What is around: processes, mounts, device nodes, network interfaces, control groups. Nothing is opened that acts when opened. */
#include "probe.h"

#include <ctype.h>
#include <dirent.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static bool is_number(const char *name) {
  return isdigit((unsigned char)name[0]) != 0 && name[strspn(name, "0123456789")] == '\0';
}

/* In the numbering of the host's own PID namespace, process 2 makes the kernel's threads. */
static void look_at_processes(void) {
  DIR *folder = opendir("/proc");
  if (folder == NULL) return;
  long long count = 0;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) count += is_number(entry->d_name) ? 1 : 0;
  closedir(folder);
  char name[64];
  say_number("processes", count);
  if (read_line("/proc/1/comm", name, sizeof name)) say_text("first-process", name);
  say_text("kernel-threads", read_line("/proc/2/comm", name, sizeof name) && strcmp(name, "kthreadd") == 0 ? "seen" : "none");
}

/* mountinfo: id parent device root TARGET OPTIONS … - TYPE source options */
static void say_mount(char *line) {
  char item[MAX_TEXT_BYTES], target[512], options[256];
  const char *tail = strstr(line, " - ");
  if (tail == NULL || sscanf(line, "%*s %*s %*s %*s %511s %255s", target, options) != 2) return;
  size_t type_length = strcspn(tail + 3, " \n");
  bool writable = strncmp(options, "rw", 2) == 0;
  snprintf(item, sizeof item, "%.*s %s %s", (int)(type_length < 32 ? type_length : 32), tail + 3, writable ? "rw" : "ro", target);
  say_list_item(item);
}

static void look_at_mounts(void) {
  FILE *file = fopen("/proc/self/mountinfo", "re");
  if (file == NULL) return;
  static char line[4096];
  say_list_begin("mounts");
  while (fgets(line, sizeof line, file) != NULL) say_mount(line);
  say_list_end();
  fclose(file);
}

static void say_device(const char *folder, const char *name) {
  char path[640], item[704];
  struct stat node;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (lstat(path, &node) != 0 || !(S_ISCHR(node.st_mode) || S_ISBLK(node.st_mode))) return;
  snprintf(item, sizeof item, "%s %u:%u %s", S_ISBLK(node.st_mode) ? "block" : "char", major(node.st_rdev), minor(node.st_rdev), path);
  say_list_item(item);
}

static void say_devices_in(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) say_device(path, entry->d_name);
  closedir(folder);
}

static void look_at_devices(void) {
  say_list_begin("devices");
  say_devices_in("/dev");
  say_devices_in("/dev/net");
  say_devices_in("/dev/mapper");
  say_devices_in("/dev/vfio");
  say_list_end();
}

static void look_at_network(void) {
  struct if_nameindex *interfaces = if_nameindex();
  say_list_begin("network-interfaces");
  for (struct if_nameindex *one = interfaces; one != NULL && one->if_index != 0; one++) say_list_item(one->if_name);
  say_list_end();
  if (interfaces != NULL) if_freenameindex(interfaces);
}

static void look_at_control_groups(void) {
  FILE *file = fopen("/proc/self/cgroup", "re");
  if (file == NULL) return;
  static char line[1024];
  say_list_begin("control-groups");
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    say_list_item(line);
  }
  say_list_end();
  fclose(file);
}

/* Name and numbers of every block device that the kernel tells of, whether or not there is a node for it. */
static void look_at_disks(void) {
  FILE *file = fopen("/proc/partitions", "re");
  if (file == NULL) return;
  char line[256], name[128];
  say_list_begin("disks");
  while (fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "%*u %*u %*u %127s", name) == 1) say_list_item(name);
  say_list_end();
  fclose(file);
}

void look_at_surroundings(void) {
  look_at_processes();
  look_at_mounts();
  look_at_devices();
  look_at_disks();
  look_at_network();
  look_at_control_groups();
}
