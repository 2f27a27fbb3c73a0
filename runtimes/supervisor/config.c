/* The configuration frame. There is one in the life of a supervisor, so what it holds needs no heap, whose first use takes the kernel 0.1 ms. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
  DEFAULT_GRACE_MS = 1000,
  /* The shortest entry is `arg=` or `env=` with its NUL; two places for the mark pipe's variable and the end. */
  MAX_ENTRIES = FRAME_MAX / 5 + 2,
};

static char storage[FRAME_MAX];
static char *arguments[MAX_ENTRIES], *environment[MAX_ENTRIES];

struct vectors {
  size_t arguments, environment;
};

static bool parse_u32(const char *digits, uint32_t *value) {
  if (digits[0] < '0' || digits[0] > '9') return false;
  char *end;
  errno = 0;
  unsigned long long number = strtoull(digits, &end, 10);
  if (errno != 0 || *end != '\0' || number > UINT32_MAX) return false;
  *value = (uint32_t)number;
  return true;
}

static const char *value_of(const char *entry, const char *key) {
  size_t length = strlen(key);
  return strncmp(entry, key, length) == 0 && entry[length] == '=' ? entry + length + 1 : NULL;
}

static bool take_number(struct config *config, const char *entry) {
  const struct {
    const char *key;
    uint32_t *target;
  } numbers[] = {{"uid", &config->uid}, {"gid", &config->gid}, {"delayMs", &config->delay_ms}, {"graceMs", &config->grace_ms}};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    const char *value = value_of(entry, numbers[i].key);
    if (value != NULL) return parse_u32(value, numbers[i].target);
  }
  return false;
}

static bool take_entry(struct config *config, char *entry, struct vectors *count) {
  char *value;
  if ((value = (char *)value_of(entry, "arg")) != NULL) config->arguments[count->arguments++] = value;
  else if ((value = (char *)value_of(entry, "env")) != NULL) config->environment[count->environment++] = value;
  else if ((value = (char *)value_of(entry, "cwd")) != NULL) config->cwd = value;
  else if ((value = (char *)value_of(entry, "hostname")) != NULL) config->hostname = value;
  else return take_number(config, entry);
  return true;
}

static void end_vectors(const struct vectors *count) {
  arguments[count->arguments] = NULL;
  environment[count->environment] = environment[count->environment + 1] = NULL;
}

bool config_parse(struct config *config, const struct frame *frame, const char **problem) {
  *problem = "configuration without a NUL byte at its end";
  if (frame->length == 0 || frame->payload[frame->length - 1] != '\0') return false;
  *problem = "configuration with an unknown key or a number that is none";
  *config = (struct config){.arguments = arguments, .environment = environment, .cwd = "/", .grace_ms = DEFAULT_GRACE_MS};
  struct vectors count = {0, 0};
  const char *end = (char *)memcpy(storage, frame->payload, frame->length) + frame->length;
  for (char *entry = storage; entry < end; entry += strlen(entry) + 1)
    if (!take_entry(config, entry, &count)) return false;
  end_vectors(&count);
  *problem = "configuration without arg";
  return count.arguments > 0;
}
