/* The command that is started. Without a C library, whose own start would be timed too, its first instruction can take the clock. */
#include <sys/syscall.h>

enum { NS_PER_S = 1000000000, MONOTONIC = 1 };

#if defined __x86_64__
static long call(long number, long first, long second, long third) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second), "d"(third) : "rcx", "r11", "memory");
  return result;
}
#elif defined __aarch64__
static long call(long number, long first, long second, long third) {
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = first, x1 __asm__("x1") = second, x2 __asm__("x2") = third;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}
#endif

void _start(void);
void _start(void) {
  long now[2];
  call(SYS_clock_gettime, MONOTONIC, (long)now, 0);
  unsigned long nanoseconds = (unsigned long)now[0] * NS_PER_S + (unsigned long)now[1];
  char text[24];
  int at = sizeof text;
  text[--at] = '\n';
  for (; nanoseconds != 0; nanoseconds /= 10) text[--at] = (char)('0' + nanoseconds % 10);
  call(SYS_write, 1, (long)(text + at), (long)sizeof text - at);
  call(SYS_exit_group, 0, 0, 0);
}
