/* Builds text payloads: strings `key=value`, each ended by a NUL byte. */
#ifndef SUPERVISOR_TEXT_H
#define SUPERVISOR_TEXT_H

#include <stddef.h>

enum { TEXT_MAX = 16 * 1024 };

struct text {
  size_t used;
  char bytes[TEXT_MAX];
};

/* Leaves an entry out whole when it does not fit. */
void text_add(struct text *text, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
