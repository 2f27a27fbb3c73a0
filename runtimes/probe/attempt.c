/* Tries things where they can do no harm: in a child that ends right after. */
#include "probe.h"

#include "../native/errno-name.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nothing that is tried waits; what does so all the same is ended. */
enum { DEADLINE_S = 5 };

static _Noreturn void run_attempt(int (*attempt)(const void *argument), const void *argument) {
  static const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(DEADLINE_S);
  int result = attempt(argument);
  _exit(result == 0 ? 0 : errno);
}

struct answer try_in_child(int (*attempt)(const void *argument), const void *argument) {
  say_flush();
  pid_t child = fork();
  if (child < 0) return (struct answer){.error = errno};
  if (child == 0) run_attempt(attempt, argument);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return (struct answer){.error = errno};
  if (WIFSIGNALED(status)) return (struct answer){.signal = WTERMSIG(status)};
  return (struct answer){.error = WEXITSTATUS(status)};
}

void say_try(const char *fact, int (*attempt)(const void *argument), const void *argument) {
  struct answer answer = try_in_child(attempt, argument);
  char text[32];
  if (answer.signal != 0) snprintf(text, sizeof text, "signal %d", answer.signal);
  else snprintf(text, sizeof text, "%s", answer.error == 0 ? "ok" : errno_name(answer.error));
  say_text(fact, text);
}
