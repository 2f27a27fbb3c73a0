/*
 * Bytes from the host, and a workload that does whatever it likes, against the supervisor's real event loop; and whether all that the
 * supervisor answers are frames in their places. The loop, the frames, stdin, output and the end are the product's own files. Replaced is
 * what would start or signal processes, mount, or take time: those take their orders from the first bytes of the input.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static ssize_t host_read(int fd, void *bytes, size_t size);
static ssize_t host_write(int fd, const void *bytes, size_t size);
static pid_t child_wait(pid_t pid, int *status, int options, void *usage);
static int no_wait(struct pollfd *sources, nfds_t count, int timeout_ms);

#define read host_read
#define write host_write
#include "../../runtimes/supervisor/frame.c"
#undef read
#undef write
#define wait4(pid, status, options, usage) child_wait(pid, status, options, usage)
#define poll no_wait
#include "../../runtimes/supervisor/ending.c"
#undef poll
#undef wait4

#include "../../runtimes/supervisor/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

enum { ORDERS = 4, WORKLOAD_PID = 77, NS_PER_CALL = 1000000 };

/* The orders, one bit each, then the size of a read, the life of the workload in looks at it, and how much it writes. */
enum order {
  ORDER_GUEST = 1,
  ORDER_SLOW_HOST = 2,
  ORDER_CLOSES_STDIN = 4,
  ORDER_CLOSES_OUTPUT = 8,
  ORDER_CANNOT_START = 16,
  ORDER_DISK_STAYS_DIRTY = 32,
  ORDER_READY = 64,
  ORDER_CANNOT_EXEC = 128,
};

static struct session session;
static struct {
  const uint8_t *bytes;
  size_t left;
  unsigned writes, looks;
  uint8_t orders, chunk, life, loudness;
  uint64_t clock_ns;
  bool started, collected;
  int theirs[5];
} world;

/* What the supervisor has said. */
static struct {
  unsigned char header[FRAME_HEADER];
  size_t header_length, rest;
  unsigned frames, starts, exits, goodbyes, failures;
} answer;

static void expect(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "the supervisor broke its protocol: %s\n", what);
  abort();
}

static void check_frame(char type, uint32_t length) {
  expect(length <= FRAME_MAX, "a frame is too long");
  expect((type == 'H') == (answer.frames == 0), "hello is not first and only");
  expect(answer.goodbyes == 0 && answer.failures == 0, "something follows a goodbye or a failure");
  expect((type != 'O' && type != 'R') || (answer.starts == 1 && answer.exits == 0), "output of no workload");
  expect(type != 'M' || (world.orders & ORDER_GUEST) == 0, "a guest sends a mark");
  expect(type != 'P' || answer.starts == 0, "two workloads");
  expect(type != 'X' || (answer.starts == 1 && answer.exits == 0), "an exit of no workload");
  expect(strchr("HMPORGVDXFZ", type) != NULL && type != '\0', "an unknown frame");
  answer.frames++;
  answer.starts += type == 'P';
  answer.exits += type == 'X';
  answer.goodbyes += type == 'Z';
  answer.failures += type == 'F';
}

static void hear(const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (answer.rest > 0) {
      answer.rest--;
      continue;
    }
    answer.header[answer.header_length++] = bytes[i];
    if (answer.header_length < FRAME_HEADER) continue;
    answer.header_length = 0;
    uint32_t length = get_u32(answer.header + 1);
    check_frame((char)answer.header[0], length);
    answer.rest = length;
  }
}

static ssize_t host_read(int fd, void *bytes, size_t size) {
  (void)fd;
  size_t length = size < world.left ? size : world.left;
  if (world.chunk > 0 && length > world.chunk) length = world.chunk;
  memcpy(bytes, world.bytes, length);
  world.bytes += length;
  world.left -= length;
  return (ssize_t)length;
}

static ssize_t host_write(int fd, const void *bytes, size_t size) {
  (void)fd;
  bool busy = (world.orders & ORDER_SLOW_HOST) != 0 && world.writes++ % 4 != 3;
  if (busy) return errno = EAGAIN, -1;
  size_t length = (world.orders & ORDER_SLOW_HOST) != 0 && size > 1000 ? 1000 : size;
  hear(bytes, length);
  return (ssize_t)length;
}

static pid_t child_wait(pid_t pid, int *status, int options, void *usage) {
  (void)pid, (void)options;
  memset(usage, 0, sizeof(struct rusage));
  bool lives = world.started && !world.collected;
  if (!lives) return errno = ECHILD, -1;
  if (world.left > 0 && ++world.looks <= world.life) return 0;
  world.collected = true;
  *status = (world.life & 1) != 0 ? 9 : 3 << 8;
  return WORKLOAD_PID;
}

static int no_wait(struct pollfd *sources, nfds_t count, int timeout_ms) {
  (void)sources, (void)timeout_ms;
  return (int)count;
}

/* Replaces workload.c. */
static int make_pipe(int ours, int *our_end, int *their_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) abort();
  *our_end = ends[ours];
  *their_end = ends[1 - ours];
  return *their_end;
}

static void close_theirs(int index) {
  if (world.theirs[index] >= 0) close(world.theirs[index]);
  world.theirs[index] = -1;
}

static void write_noise(int fd, size_t length) {
  static char noise[4096];
  for (size_t i = 0; i < sizeof noise; i++) noise[i] = "SBE?"[i % 4];
  for (size_t sent = 0; sent < length; sent += sizeof noise)
    if (write(fd, noise, length - sent < sizeof noise ? length - sent : sizeof noise) < 0) return;
}

static void write_report(int fd, enum report_kind kind) {
  struct child_report report = {.at_ns = world.clock_ns, .error = ENOENT, .kind = kind, .step = "chdir"};
  if (write(fd, &report, sizeof report) < 0) abort();
}

int workload_start(struct workload *workload, struct config *config, const char *root, bool guest, const char **step) {
  (void)root, (void)guest;
  *step = "fork";
  if (world.orders & ORDER_CANNOT_START) return errno = EAGAIN, -1;
  expect(config->arguments[0] != NULL, "a workload without arguments");
  int *ours[] = {&workload->stdin_fd, &workload->stdout_fd, &workload->stderr_fd, &workload->mark_fd, &workload->report_fd};
  for (int i = 0; i < 5; i++) make_pipe(i == 0, ours[i], &world.theirs[i]);
  workload->pid = WORKLOAD_PID;
  world.started = true;
  write_noise(world.theirs[1], (size_t)world.loudness * 256);
  write_noise(world.theirs[2], world.loudness);
  write_noise(world.theirs[3], (size_t)world.loudness * 16);
  bool fails = (world.orders & ORDER_CANNOT_EXEC) != 0;
  if (world.orders & ORDER_READY) write_report(world.theirs[4], REPORT_READY);
  if (fails) write_report(world.theirs[4], world.loudness % 2 == 0 ? REPORT_EXEC_FAILED : REPORT_STEP_FAILED);
  if (world.orders & ORDER_CLOSES_STDIN) close_theirs(0);
  if (world.orders & ORDER_CLOSES_OUTPUT) close_theirs(1), close_theirs(2), close_theirs(4);
  return 0;
}

void workload_signal(const struct workload *workload, int signal) {
  expect(signal >= 1 && signal <= 64, "a signal that is none");
  expect(workload->pid == 0 || workload->pid == WORKLOAD_PID, "a signal to somebody else");
}

/* Replaces processes.c, guest.c, view.c and mark.c. */
void processes_signal(int signal) {
  expect(signal == SIGTERM || signal == SIGKILL, "a signal to all that is not to end them");
}

int guest_unmount(struct guest_failure *failure) {
  if ((world.orders & ORDER_DISK_STAYS_DIRTY) == 0) return 0;
  *failure = (struct guest_failure){.step = "unmount", .object = "/disk"};
  return errno = EBUSY, -1;
}

void view_memory(struct text *text) {
  for (int i = 0; i < 2000; i++) text_add(text, "MemTotal", "%d", i);
}

void view_description(struct text *text) {
  text_add(text, "release", "%s", "6.1.0");
}

uint64_t now_ns(void) {
  return world.clock_ns += NS_PER_CALL;
}

void mark_signal(enum mark mark) {
  expect((world.orders & ORDER_GUEST) != 0 && mark != 0, "a mark at a port that is not there");
}

int sethostname(const char *name, size_t length) {
  expect(strlen(name) == length, "a host name of another length");
  if (length > 64) return errno = EINVAL, -1;
  return 0;
}

static void close_all(void) {
  int ours[] = {session.workload.stdout_fd, session.workload.stderr_fd, session.workload.mark_fd, session.workload.report_fd,
                session.input.fd, session.children};
  for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
    if (ours[i] >= 0) close(ours[i]);
  for (int i = 0; i < 5; i++) close_theirs(i);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count, (void)arguments;
  signal(SIGPIPE, SIG_IGN);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < ORDERS) return -1;
  memset(&session, 0, sizeof session);
  memset(&world, 0, sizeof world);
  memset(&answer, 0, sizeof answer);
  world.orders = data[0];
  world.chunk = data[1];
  world.life = data[2];
  world.loudness = data[3];
  world.bytes = data + ORDERS;
  world.left = size - ORDERS;
  for (int i = 0; i < 5; i++) world.theirs[i] = -1;
  session.kind = (world.orders & ORDER_GUEST) != 0 ? KIND_GUEST : KIND_SHARED_KERNEL;
  session.control = open("/dev/null", O_RDWR | O_CLOEXEC);
  session_greet(&session, now_ns());
  session_run(&session);
  expect(answer.frames > 0 && answer.header_length == 0 && answer.rest == 0, "its last frame is cut");
  expect(session.phase == PHASE_DONE || world.left == 0, "it ended without a reason");
  expect(!session.failed || answer.failures == 1, "it failed and did not say so");
  close(session.control);
  close_all();
  return 0;
}
