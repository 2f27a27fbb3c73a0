/* What a guest sees of itself. */
#include "view.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char VULNERABILITIES[] = "/sys/devices/system/cpu/vulnerabilities";
/* Of /proc/diskstats, whatever the disk's own sectors are. */
enum { SECTOR_BYTES = 512 };
/* <linux/magic.h> */
enum { TMPFS_MAGIC = 0x01021994 };

struct memory {
  uint64_t pss, anon, file;
};

static void add_meminfo(struct text *text) {
  FILE *meminfo = fopen("/proc/meminfo", "re");
  if (meminfo == NULL) return;
  char key[64], unit[8], line[256];
  uint64_t value;
  while (fgets(line, sizeof line, meminfo) != NULL) {
    int fields = sscanf(line, "%63[^:]: %" SCNu64 " %7s", key, &value, unit);
    if (fields >= 2) text_add(text, key, "%" PRIu64, fields == 3 ? value * 1024 : value);
  }
  fclose(meminfo);
}

/* Processes that the guest's kernel killed because its memory was used up; counted since Linux 4.13. */
static void add_oom_kills(struct text *text) {
  FILE *vmstat = fopen("/proc/vmstat", "re");
  if (vmstat == NULL) return;
  char line[128];
  uint64_t kills;
  while (fgets(line, sizeof line, vmstat) != NULL)
    if (sscanf(line, "oom_kill %" SCNu64, &kills) == 1) text_add(text, "oomKills", "%" PRIu64, kills);
  fclose(vmstat);
}

/* A kernel thread's and an ended process's smaps_rollup have no lines; they add nothing. */
static void add_process(struct memory *memory, const char *pid) {
  char path[300], line[256];
  snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
  FILE *rollup = fopen(path, "re");
  if (rollup == NULL) return;
  uint64_t kib;
  while (fgets(line, sizeof line, rollup) != NULL) {
    if (sscanf(line, "Pss: %" SCNu64, &kib) == 1) memory->pss += kib * 1024;
    else if (sscanf(line, "Pss_Anon: %" SCNu64, &kib) == 1) memory->anon += kib * 1024;
    else if (sscanf(line, "Pss_File: %" SCNu64, &kib) == 1) memory->file += kib * 1024;
  }
  fclose(rollup);
}

static void add_memory(struct text *text, const char *subject, const struct memory *memory) {
  char key[32];
  snprintf(key, sizeof key, "%s.pss", subject);
  text_add(text, key, "%" PRIu64, memory->pss);
  snprintf(key, sizeof key, "%s.anon", subject);
  text_add(text, key, "%" PRIu64, memory->anon);
  snprintf(key, sizeof key, "%s.file", subject);
  text_add(text, key, "%" PRIu64, memory->file);
}

static void add_disk_value(struct text *text, const char *disk, const char *name, uint64_t value) {
  char key[64];
  snprintf(key, sizeof key, "disk.%s.%s", disk, name);
  text_add(text, key, "%" PRIu64, value);
}

/* Without a cache that keeps writes the kernel sends no flushes. Where /sys does not tell, nothing is added. */
static void add_write_cache(struct text *text, const char *disk) {
  char path[128], line[32] = "";
  snprintf(path, sizeof path, "/sys/block/%s/queue/write_cache", disk);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  if (fgets(line, sizeof line, file) != NULL) add_disk_value(text, disk, "writeBack", strncmp(line, "write back", 10) == 0);
  fclose(file);
}

/* Whole virtio disks; the last but one of 17 counters, the flushes, came with Linux 5.5. */
static void add_disk(struct text *text, const char *line) {
  char disk[32];
  uint64_t read_sectors, written_sectors, flushes;
  int fields = sscanf(line,
                      " %*u %*u %31s %*u %*u %" SCNu64 " %*u %*u %*u %" SCNu64
                      " %*u %*u %*u %*u %*u %*u %*u %*u %" SCNu64,
                      disk, &read_sectors, &written_sectors, &flushes);
  if (fields < 3 || strncmp(disk, "vd", 2) != 0 || strlen(disk) != 3) return;
  add_disk_value(text, disk, "readBytes", read_sectors * SECTOR_BYTES);
  add_disk_value(text, disk, "writtenBytes", written_sectors * SECTOR_BYTES);
  if (fields == 4) add_disk_value(text, disk, "flushes", flushes);
  add_write_cache(text, disk);
}

static void add_disks(struct text *text) {
  FILE *disks = fopen("/proc/diskstats", "re");
  if (disks == NULL) return;
  char line[512];
  while (fgets(line, sizeof line, disks) != NULL) add_disk(text, line);
  fclose(disks);
}

/* The unpacked initramfs counts as shared memory of nobody; it is this program's own root, whatever root the workload has. */
static void add_initramfs(struct text *text) {
  struct statfs root;
  if (statfs("/", &root) != 0 || root.f_type != TMPFS_MAGIC) return;
  text_add(text, "initramfs.shmem", "%" PRIu64, (uint64_t)(root.f_blocks - root.f_bfree) * (uint64_t)root.f_bsize);
}

/* In a guest every other process belongs to the workload. */
void view_memory(struct text *text) {
  struct memory workload = {0, 0, 0}, supervisor = {0, 0, 0};
  add_meminfo(text);
  add_oom_kills(text);
  add_process(&supervisor, "self");
  DIR *processes = opendir("/proc");
  if (processes == NULL) return;
  for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
    long pid = strtol(entry->d_name, NULL, 10);
    if (pid > 0 && pid != getpid()) add_process(&workload, entry->d_name);
  }
  closedir(processes);
  add_memory(text, "workload", &workload);
  add_memory(text, "supervisor", &supervisor);
  add_initramfs(text);
  add_disks(text);
}

static void add_vulnerability(struct text *text, const char *name) {
  char path[400], key[300], line[512];
  snprintf(path, sizeof path, "%s/%s", VULNERABILITIES, name);
  snprintf(key, sizeof key, "vulnerability.%s", name);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  if (fgets(line, sizeof line, file) != NULL) text_add(text, key, "%.*s", (int)strcspn(line, "\n"), line);
  fclose(file);
}

void view_description(struct text *text) {
  struct utsname names;
  if (uname(&names) == 0) {
    text_add(text, "release", "%s", names.release);
    text_add(text, "version", "%s", names.version);
  }
  DIR *folder = opendir(VULNERABILITIES);
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
    if (entry->d_name[0] != '.') add_vulnerability(text, entry->d_name);
  closedir(folder);
}
