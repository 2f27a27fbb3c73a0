/* Writes facts as JSON lines. */
#include "probe.h"

#include <stdio.h>

static long lines;
static int items;

/* Bytes beyond ASCII may be no UTF-8; they become U+FFFD. */
static void put_string(const char *text) {
  putchar('"');
  for (size_t used = 0; *text != '\0' && used < MAX_TEXT_BYTES; text++, used++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') printf("\\%c", byte);
    else if (byte < 0x20 || byte == 0x7f) printf("\\u%04x", byte);
    else if (byte > 0x7f) fputs("\\ufffd", stdout);
    else putchar(byte);
  }
  putchar('"');
}

void say_text(const char *fact, const char *value) {
  printf("{\"fact\":\"%s\",\"value\":", fact);
  put_string(value);
  puts("}");
  lines++;
}

void say_number(const char *fact, long long value) {
  printf("{\"fact\":\"%s\",\"value\":%lld}\n", fact, value);
  lines++;
}

void say_list_begin(const char *fact) {
  printf("{\"fact\":\"%s\",\"value\":[", fact);
  items = 0;
}

void say_list_item(const char *item) {
  if (items == MAX_LIST_ITEMS) return;
  if (items++ > 0) putchar(',');
  put_string(item);
}

void say_list_end(void) {
  puts("]}");
  lines++;
}

void say_end(void) {
  printf("{\"fact\":\"end\",\"value\":%ld}\n", lines);
  say_flush();
}

void say_flush(void) {
  fflush(stdout);
}
