/* The workload: fork, its surroundings, exec. */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mark.h"
#include "oom-score.h"

static const char DEFAULT_PATH[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* The child's side of each pipe. */
struct child_ends {
  int in, out, err, mark, report;
};

struct child {
  const struct config *config;
  const char *root;
  bool guest;
  pid_t parent;
  struct child_ends ends;
};

static void report(const struct child *child, enum report_kind kind, const char *step, int error) {
  struct child_report record = {.at_ns = now_ns(), .kind = kind, .error = error};
  snprintf(record.step, sizeof record.step, "%s", step);
  /* Shorter than PIPE_BUF: whole or not at all, and the pipe is empty. */
  if (write(child->ends.report, &record, sizeof record) != (ssize_t)sizeof record) _exit(127);
}

static _Noreturn void step_failed(const struct child *child, const char *step) {
  report(child, REPORT_STEP_FAILED, step, errno);
  _exit(127);
}

static void take_streams(const struct child *child) {
  const int from[] = {child->ends.in, child->ends.out, child->ends.err};
  for (int to = 0; to < 3; to++)
    if (dup2(from[to], to) < 0) step_failed(child, "dup2");
}

static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The supervisor is protected from the OOM killer where that is allowed; its workload is not. In a container neither is. */
static void reset_oom_score(void) {
  oom_score_set("0");
}

/* A user namespace of an ordinary user denies setgroups for good; there the user is our own already. */
static bool groups_cannot_be_set(const struct config *config) {
  return errno == EPERM && geteuid() == config->uid && getegid() == config->gid;
}

static void take_identity(const struct child *child) {
  const struct config *config = child->config;
  if (setgroups(0, NULL) < 0 && !groups_cannot_be_set(config)) step_failed(child, "setgroups");
  if (setresgid(config->gid, config->gid, config->gid) < 0) step_failed(child, "setresgid");
  if (setresuid(config->uid, config->uid, config->uid) < 0) step_failed(child, "setresuid");
}

/* After the identity: a change of user clears the signal. */
static void die_with_parent(const struct child *child) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) step_failed(child, "prctl");
  if (getppid() != child->parent) _exit(127);
}

/* Even a sleep of nothing lets another process run, and comes back later than that. */
static void sleep_ms(uint32_t milliseconds) {
  if (milliseconds == 0) return;
  struct timespec left = {.tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
}

static const char *search_path(const struct config *config) {
  for (char **entry = config->environment; *entry != NULL; entry++)
    if (strncmp(*entry, "PATH=", 5) == 0) return *entry + 5;
  return DEFAULT_PATH;
}

/* Tries each folder of PATH as execvp does: a file that may not be run is remembered, a missing one is not. */
static int exec_by_path(const struct config *config) {
  const char *name = config->arguments[0];
  int result = ENOENT;
  for (const char *at = search_path(config);; at++) {
    size_t length = strcspn(at, ":");
    char file[4096];
    int needed = snprintf(file, sizeof file, "%.*s%s%s", (int)length, at, length > 0 ? "/" : "", name);
    errno = ENOENT;
    if (needed > 0 && (size_t)needed < sizeof file) execve(file, config->arguments, config->environment);
    if (errno == EACCES) result = EACCES;
    else if (errno != ENOENT && errno != ENOTDIR) return errno;
    at += length;
    if (*at == '\0') return result;
  }
}

static int exec_workload(const struct config *config) {
  if (config->arguments[0][0] == '\0') return ENOENT;
  if (strchr(config->arguments[0], '/') == NULL) return exec_by_path(config);
  execve(config->arguments[0], config->arguments, config->environment);
  return errno;
}

/* In a guest the byte to the port is the mark; the open port must not be inherited by the workload. */
static void signal_ready(const struct child *child) {
  if (child->guest) mark_signal(MARK_READY);
  if (child->guest) mark_port_close();
  report(child, REPORT_READY, "", 0);
}

static _Noreturn void run_child(const struct child *child) {
  const struct config *config = child->config;
  if (setsid() < 0) step_failed(child, "setsid");
  take_streams(child);
  reset_signals();
  if (child->guest || child->parent != 1) reset_oom_score();
  umask(022);
  if (child->root != NULL && chroot(child->root) < 0) step_failed(child, "chroot");
  if (chdir("/") < 0) step_failed(child, "chdir");
  take_identity(child);
  die_with_parent(child);
  if (chdir(config->cwd) < 0) step_failed(child, "chdir");
  sleep_ms(config->delay_ms);
  signal_ready(child);
  report(child, REPORT_EXEC_FAILED, "exec", exec_workload(config));
  _exit(127);
}

/* A pipe whose ends close at exec; ours does not block. `ours` is 0 for the reading end, 1 for the writing end. */
static int make_pipe(int ours, int *our_end, int *child_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -1;
  *our_end = ends[ours];
  *child_end = ends[1 - ours];
  return fcntl(*our_end, F_SETFL, O_NONBLOCK);
}

static int make_pipes(struct workload *workload, struct child_ends *ends) {
  if (make_pipe(1, &workload->stdin_fd, &ends->in) < 0) return -1;
  if (make_pipe(0, &workload->stdout_fd, &ends->out) < 0) return -1;
  if (make_pipe(0, &workload->stderr_fd, &ends->err) < 0) return -1;
  if (make_pipe(0, &workload->mark_fd, &ends->mark) < 0) return -1;
  if (make_pipe(0, &workload->report_fd, &ends->report) < 0) return -1;
  /* The mark pipe alone is inherited under its own number. */
  return fcntl(ends->mark, F_SETFD, 0);
}

static void close_child_ends(const struct child_ends *ends) {
  const int fds[] = {ends->in, ends->out, ends->err, ends->mark, ends->report};
  for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) close(fds[i]);
}

static void name_mark_pipe(struct config *config, int fd) {
  static char variable[32];
  snprintf(variable, sizeof variable, "TWINBENCH_MARK_FD=%d", fd);
  char **end = config->environment;
  while (*end != NULL) end++;
  *end = variable;
}

int workload_start(struct workload *workload, struct config *config, const char *root, bool guest, const char **step) {
  struct child child = {.config = config, .root = root, .guest = guest, .parent = getpid()};
  *step = "pipe";
  /* The supervisor exits when this fails, which closes whatever was opened. */
  if (make_pipes(workload, &child.ends) < 0) return -1;
  name_mark_pipe(config, child.ends.mark);
  *step = "fork";
  /* The child only makes system calls until exec or _exit, so it may borrow this memory: copying its map would take longer than they. */
  workload->pid = vfork();
  if (workload->pid < 0) return -1;
  if (workload->pid == 0) run_child(&child);
  close_child_ends(&child.ends);
  return 0;
}

void workload_signal(const struct workload *workload, int signal) {
  if (workload->pid <= 0 || workload->reaped) return;
  if (kill(-workload->pid, signal) < 0 && errno == ESRCH) kill(workload->pid, signal);
}
