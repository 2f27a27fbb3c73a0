/* Marks, and the I/O ports by which a guest reaches the VMM without a driver. */
#include "mark.h"

#include "../native/monotonic.h"

uint64_t now_ns(void) {
  return monotonic_ns();
}

#ifdef __x86_64__
#include <sys/io.h>

enum { DEBUGCON_PORT = 0xe9, DEBUG_EXIT_PORT = 0xf4 };

bool mark_port_open(void) {
  return ioperm(DEBUGCON_PORT, 1, 1) == 0;
}

void mark_port_close(void) {
  ioperm(DEBUGCON_PORT, 1, 0);
}

void mark_signal(enum mark mark) {
  outb((unsigned char)mark, DEBUGCON_PORT);
}

void debug_exit(unsigned char code) {
  if (ioperm(DEBUG_EXIT_PORT, 1, 1) == 0) outb(code, DEBUG_EXIT_PORT);
}
#else
/* Guests are x86-64 only; containers and bare instances run anywhere. */
bool mark_port_open(void) {
  return false;
}
void mark_port_close(void) {}
void mark_signal(enum mark mark) {
  (void)mark;
}
void debug_exit(unsigned char code) {
  (void)code;
}
#endif
