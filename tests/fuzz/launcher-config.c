/* The launcher's configuration against its parser, the list of CPUs in it against the parser of that, and whether what it complains of is JSON. */
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t take(int fd, void *bytes, size_t size);
static ssize_t keep_line(int fd, const void *bytes, size_t size);
static int keep_open(int fd);
static int keep_cpus(pid_t pid, size_t size, const cpu_set_t *set);
static _Noreturn void leave(int code);

#define read take
#define write keep_line
#define close keep_open
#define _exit leave
#define sched_setaffinity keep_cpus
#include "../../runtimes/launcher/config.c"
#include "../../runtimes/launcher/status.c"
#include "../../runtimes/launcher/cgroup.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *rest;
static size_t left;
static bool complained;
static jmp_buf end;

static ssize_t take(int fd, void *bytes, size_t size) {
  if (fd != CONFIG_FD) abort();
  size_t length = size < left ? size : left;
  memcpy(bytes, rest, length);
  rest += length;
  left -= length;
  return (ssize_t)length;
}

static int keep_open(int fd) {
  return fd < 0 ? -1 : 0;
}

static int keep_cpus(pid_t pid, size_t size, const cpu_set_t *set) {
  if (pid != 0 || size != sizeof *set || CPU_COUNT(set) == 0) abort();
  return 0;
}

static _Noreturn void leave(int code) {
  if (code == 0) abort();
  longjmp(end, 1);
}

/* One line; no control character; every quote that ends no string is escaped, so that there are as many as the members have. */
static ssize_t keep_line(int fd, const void *bytes, size_t size) {
  enum { QUOTES_OF_FAILURE = 20 };
  const unsigned char *line = bytes;
  size_t quotes = 0;
  if (fd != STATUS_FD || size < 2 || line[0] != '{' || line[size - 1] != '\n' || line[size - 2] != '}') abort();
  for (size_t i = 0; i < size - 1; i++) {
    if (line[i] < 0x20) abort();
    if (line[i] == '\\') i++;
    else quotes += line[i] == '"';
  }
  if (quotes != QUOTES_OF_FAILURE) abort();
  complained = true;
  return (ssize_t)size;
}

static void check(const struct config *config) {
  if (config->argument_count > MAX_STRINGS || config->environment_count > MAX_STRINGS) abort();
  if (config->argv[config->argument_count] != NULL || config->envp[config->environment_count] != NULL) abort();
  if (config->mode == MODE_EXEC && (config->argument_count == 0 || config->path == NULL)) abort();
  if (config->mode != MODE_EXEC && config->merged == NULL) abort();
  if (config->descriptor_count > MAX_DESCRIPTORS || config->tasks_file_count > MAX_TASKS_FILES) abort();
  for (size_t i = 0; i < config->descriptor_count; i++)
    if (config->descriptors[i].to >= FIRST_PARKED_FD || config->descriptors[i].to < 0 || config->descriptors[i].from < 0) abort();
  if (config->mode == MODE_UNSET || config->parent < 0 || config->launch_delay_ms < 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct config config;
  memset(&config, 0, sizeof config);
  memset(buffer, 0, size < sizeof buffer ? size : sizeof buffer);
  rest = data;
  left = size;
  complained = false;
  if (setjmp(end) == 0) {
    config_read(&config);
    check(&config);
    if (config.cpuset != NULL) affinity_set(config.cpuset);
  } else if (!complained) {
    abort();
  }
  return 0;
}
