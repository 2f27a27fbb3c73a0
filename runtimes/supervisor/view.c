/* What a guest sees of itself. */
#include "view.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char VULNERABILITIES[] = "/sys/devices/system/cpu/vulnerabilities";

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

/* In a guest every other process belongs to the workload. */
void view_memory(struct text *text) {
  struct memory workload = {0, 0, 0}, supervisor = {0, 0, 0};
  add_meminfo(text);
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
