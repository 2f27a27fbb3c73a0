/*
 * Which system calls can be reached. Each is made in a child of its own, with arguments that no kernel accepts: -1 is no valid address,
 * descriptor, process, size or set of flags. Any answer but a refusal shows that the kernel's own code was reached. Exceptions stand in
 * a list, with why.
 */
#include "probe.h"

#include "system-calls.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { ARGUMENTS = 6 };

struct call {
  const char *name;
  long number;
};

#define CALL_ENTRY(name) {#name, __NR_##name},
#define NEWER_ENTRY(name, number) {#name, number},
static const struct call CALLS[] = {CALLS_EVERYWHERE(CALL_ENTRY) CALLS_HERE(CALL_ENTRY) NEWER_CALLS(NEWER_ENTRY)};

/* Never made: they end, replace or stop the caller, fork it once more, or act on the host whatever their arguments. */
static const char *const SKIPPED[] = {"exit", "exit_group", "pause", "rt_sigreturn", "fork", "vfork", "sync", "vhangup"};

struct exception {
  const char *name;
  long arguments[ARGUMENTS];
};

/*
 * clone and unshare: flags that do not fit, without one that filters look for. futex, modify_ldt: with unknown operations they
 * answer as if they did not exist. kill, tkill: a process that cannot be. msgget: -1 would make a queue. init_module: a size of -1 would
 * be asked of the allocator. personality: -1 asks only, and filters expect it as 32 bits.
 */
static const struct exception EXCEPTIONS[] = {
    {"clone", {CLONE_THREAD, 0, 0, 0, 0, 0}},
    {"unshare", {CLONE_PTRACE, 0, 0, 0, 0, 0}},
    {"futex", {-1, 1 /* wake */, 0, 0, 0, 0}},
    {"modify_ldt", {0 /* read */, 0, 0, 0, 0, 0}},
    {"kill", {INT_MAX, 0, 0, 0, 0, 0}},
    {"tkill", {INT_MAX, 0, 0, 0, 0, 0}},
    {"tgkill", {INT_MAX, INT_MAX, 0, 0, 0, 0}},
    {"msgget", {0x7477696e, 0, 0, 0, 0, 0}},
    {"semget", {0x7477696e, 0, 0, 0, 0, 0}},
    {"shmget", {0x7477696e, 0, 0, 0, 0, 0}},
    {"init_module", {-1, 0, -1, 0, 0, 0}},
    {"personality", {0xffffffffL, 0, 0, 0, 0, 0}},
};

enum outcome { REACHED, REFUSED, ABSENT, KILLED, SKIP, OUTCOMES };

static const char *const OUTCOME_FACTS[OUTCOMES] = {
    "system-calls.reached", "system-calls.refused", "system-calls.absent", "system-calls.killed", "system-calls.skipped",
};

static const long *arguments_of(const char *name) {
  static const long invalid[ARGUMENTS] = {-1, -1, -1, -1, -1, -1};
  for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof EXCEPTIONS[0]; i++)
    if (strcmp(EXCEPTIONS[i].name, name) == 0) return EXCEPTIONS[i].arguments;
  return invalid;
}

static int make_call(const void *argument) {
  const struct call *call = argument;
  const long *a = arguments_of(call->name);
  return syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]) < 0 && errno != 0 ? -1 : 0;
}

static bool is_skipped(const char *name) {
  for (size_t i = 0; i < sizeof SKIPPED / sizeof SKIPPED[0]; i++)
    if (strcmp(SKIPPED[i], name) == 0) return true;
  return false;
}

/* EACCES is how some calls put a refusal by setting or label. */
static enum outcome outcome_of(const struct call *call) {
  if (is_skipped(call->name)) return SKIP;
  struct answer answer = try_in_child(make_call, call);
  if (answer.signal != 0) return answer.signal == SIGALRM ? REACHED : KILLED;
  if (answer.error == EPERM || answer.error == EACCES) return REFUSED;
  return answer.error == ENOSYS ? ABSENT : REACHED;
}

void try_system_calls(void) {
  enum { COUNT = sizeof CALLS / sizeof CALLS[0] };
  static enum outcome outcomes[COUNT];
  for (size_t i = 0; i < COUNT; i++) outcomes[i] = outcome_of(&CALLS[i]);
  for (int outcome = 0; outcome < OUTCOMES; outcome++) {
    say_list_begin(OUTCOME_FACTS[outcome]);
    for (size_t i = 0; i < COUNT; i++)
      if (outcomes[i] == (enum outcome)outcome) say_list_item(CALLS[i].name);
    say_list_end();
  }
}
