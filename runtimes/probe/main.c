/* Arguments choose what is asked: `facts` everything, `look` what is read only, `panic HOST_BOOT_ID`, `answer`. */
#include "probe.h"

#include <stdio.h>
#include <string.h>

enum { USAGE = 64 };

static int state_facts(bool with_tries) {
  look_at_kernel();
  look_at_user();
  look_at_surroundings();
  if (with_tries) {
    try_interfaces();
    try_operations();
    try_namespaces();
    try_system_calls();
  }
  say_end();
  return ferror(stdout) ? 1 : 0;
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  if (count == 2 && strcmp(what, "facts") == 0) return state_facts(true);
  if (count == 2 && strcmp(what, "look") == 0) return state_facts(false);
  if (count == 2 && strcmp(what, "answer") == 0) return answer_lines();
  if (count == 3 && strcmp(what, "panic") == 0) return panic_guest(arguments[2]);
  fputs("usage: probe facts | look | answer | panic HOST_BOOT_ID\n", stderr);
  return USAGE;
}
