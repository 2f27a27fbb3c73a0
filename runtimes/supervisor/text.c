/* Builds text payloads. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

void text_add(struct text *text, const char *key, const char *format, ...) {
  size_t room = sizeof text->bytes - text->used;
  char *at = text->bytes + text->used;
  int key_length = snprintf(at, room, "%s=", key);
  if (key_length < 0 || (size_t)key_length >= room) return;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(at + key_length, room - (size_t)key_length, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= room - (size_t)key_length) return;
  text->used += (size_t)key_length + (size_t)length + 1;
}
