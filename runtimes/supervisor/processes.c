/* All processes of the instance except the supervisor. */
#include "processes.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* Field 4 of /proc/PID/stat; the name before it may hold anything, so it is read from the last parenthesis on. */
static pid_t parent_of(const char *pid) {
  char path[300], line[512];
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return -1;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = '\0';
  const char *after_name = strrchr(line, ')');
  int parent = -1;
  if (after_name == NULL || sscanf(after_name, ") %*c %d", &parent) != 1) return -1;
  return parent;
}

static void signal_children(int signal) {
  DIR *processes = opendir("/proc");
  if (processes == NULL) return;
  for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
    long pid = strtol(entry->d_name, NULL, 10);
    if (pid > 1 && parent_of(entry->d_name) == getpid()) kill((pid_t)pid, signal);
  }
  closedir(processes);
}

void processes_signal(int signal) {
  if (getpid() == 1) kill(-1, signal);
  else signal_children(signal);
}
