/* Reads the configuration: `key=value` strings, each ended by a NUL byte, on descriptor 3. */
#include "launcher.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONFIG_FD = 3, MAX_CONFIG_BYTES = 512 * 1024 };

static char buffer[MAX_CONFIG_BYTES];

static size_t read_all(void) {
  size_t length = 0;
  for (;;) {
    if (length == sizeof buffer) fail_because("read configuration", "descriptor 3", "it is longer than 512 KiB");
    ssize_t count = read(CONFIG_FD, buffer + length, sizeof buffer - length);
    if (count == 0) break;
    if (count < 0 && errno != EINTR) fail("read configuration", "descriptor 3");
    if (count > 0) length += (size_t)count;
  }
  close(CONFIG_FD);
  return length;
}

/* A decimal number up to a billion; `rest` receives what follows it, and without `rest` nothing may follow. */
long parse_number(const char *step, const char *text, const char **rest) {
  char *end = NULL;
  errno = 0;
  long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : -1;
  if (end == NULL || errno != 0 || number > 1000000000L || (rest == NULL && *end != '\0'))
    fail_because(step, text, "not a number in range");
  if (rest != NULL) *rest = end;
  return number;
}

static void parse_pair(const char *key, const char *text, long *first, long *second) {
  const char *rest = NULL;
  *first = parse_number(key, text, &rest);
  if (*rest != ':') fail_because(key, text, "expected NUMBER:NUMBER");
  *second = parse_number(key, rest + 1, NULL);
}

static void append_string(char **list, size_t *count, const char *key, char *value) {
  if (*count == MAX_STRINGS) fail_because(key, value, "more than 1,024 of them");
  list[(*count)++] = value;
}

static void add_descriptor(struct config *config, const char *value) {
  long from, to;
  parse_pair("fd", value, &from, &to);
  if (to >= FIRST_PARKED_FD || config->descriptor_count == MAX_DESCRIPTORS)
    fail_because("fd", value, "target above 31, or more than 24 descriptors");
  config->descriptors[config->descriptor_count++] = (struct descriptor){.from = (int)from, .to = (int)to};
}

static void add_tasks_file(struct config *config, const char *value) {
  if (config->tasks_file_count == MAX_TASKS_FILES) fail_because("cgroup.tasks", value, "more than 8 of them");
  config->tasks_files[config->tasks_file_count++] = value;
}

static void set_user(struct config *config, const char *value) {
  long uid, gid;
  parse_pair("userns", value, &uid, &gid);
  config->user_namespace = true;
  config->uid = (unsigned)uid;
  config->gid = (unsigned)gid;
}

static enum mode parse_mode(const char *value) {
  if (strcmp(value, "container") == 0) return MODE_CONTAINER;
  if (strcmp(value, "bare") == 0) return MODE_BARE;
  if (strcmp(value, "exec") == 0) return MODE_EXEC;
  fail_because("mode", value, "expected container, bare or exec");
}

static bool set_text(struct config *config, const char *key, const char *value) {
  const struct {
    const char *key;
    const char **field;
  } fields[] = {
      {"path", &config->path},     {"cgroup.unified", &config->unified_cgroup},
      {"cpuset", &config->cpuset}, {"hostname", &config->hostname},
      {"lower", &config->lower},   {"upper", &config->upper},
      {"work", &config->work},     {"merged", &config->merged},
  };
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    if (strcmp(key, fields[i].key) == 0) return *fields[i].field = value, true;
  return false;
}

static bool set_number(struct config *config, const char *key, const char *value) {
  if (strcmp(key, "parent") == 0) config->parent = (pid_t)parse_number(key, value, NULL);
  else if (strcmp(key, "delayMs.launch") == 0) config->launch_delay_ms = parse_number(key, value, NULL);
  else if (strcmp(key, "delayUs.isolate") == 0) config->isolate_delay_us = parse_number(key, value, NULL);
  else if (strcmp(key, "delayMs.vmm") == 0) config->vmm_delay_ms = parse_number(key, value, NULL);
  else return false;
  return true;
}

static void set_entry(struct config *config, const char *key, char *value) {
  if (strcmp(key, "arg") == 0) append_string(config->argv, &config->argument_count, key, value);
  else if (strcmp(key, "env") == 0) append_string(config->envp, &config->environment_count, key, value);
  else if (strcmp(key, "fd") == 0) add_descriptor(config, value);
  else if (strcmp(key, "cgroup.tasks") == 0) add_tasks_file(config, value);
  else if (strcmp(key, "userns") == 0) set_user(config, value);
  else if (strcmp(key, "mode") == 0) config->mode = parse_mode(value);
  else if (!set_text(config, key, value) && !set_number(config, key, value))
    fail_because("read configuration", key, "unknown key");
}

static void check_complete(const struct config *config) {
  bool has_root = config->lower && config->upper && config->work && config->merged;
  if (config->mode == MODE_UNSET) fail_because("read configuration", "mode", "missing");
  if (config->mode == MODE_EXEC && (config->path == NULL || config->argument_count == 0))
    fail_because("read configuration", "path, arg", "missing");
  if (config->mode != MODE_EXEC && !has_root)
    fail_because("read configuration", "lower, upper, work, merged", "missing");
}

void config_read(struct config *config) {
  size_t length = read_all();
  if (length == 0 || buffer[length - 1] != '\0') fail_because("read configuration", "descriptor 3", "no NUL at its end");
  for (size_t at = 0; at < length; at += strlen(buffer + at) + 1) {
    size_t entry_length = strlen(buffer + at);
    char *separator = memchr(buffer + at, '=', entry_length);
    if (separator == NULL) fail_because("read configuration", buffer + at, "expected key=value");
    *separator = '\0';
    set_entry(config, buffer + at, separator + 1);
    *separator = '=';
  }
  check_complete(config);
}
