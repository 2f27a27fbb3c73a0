/*
 * Privileged operations. Each try is made so that nothing outside its own child changes even where it is allowed to root of a real
 * host: arguments that are refused after the permission was checked, or effects that end with the child.
 */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>
#if defined __x86_64__
#include <sys/io.h>
#endif

#define NOTHING ((void)argument)
#define INVALID_ADDRESS ((void *)-1L)

/* The kernel's answers to arguments that make no sense, given after it has found the caller privileged. */
static int passed_unless_refused(long result) {
  if (result >= 0) return 0;
  return errno == EPERM || errno == EACCES || errno == ENOSYS ? -1 : 0;
}

/* In a mount namespace of its own where there may be one; else a request without a type, refused after the permission was checked. */
static int mount_something(const void *argument) {
  NOTHING;
  if (unshare(CLONE_NEWNS) != 0) return passed_unless_refused(mount("none", "/", NULL, 0, NULL));
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
  return mount("none", "/", "tmpfs", MS_NODEV | MS_NOSUID, "size=4k");
}

static int load_module(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_finit_module, -1, "", 0));
}

/* Unknown flags: nothing is loaded, and what is loaded stays. */
static int load_kernel(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_kexec_load, 0, 0, NULL, 0xffUL));
}

static int reboot_without_magic(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_reboot, 0, 0, 0, NULL));
}

/* A tick of 1 µs is out of range. */
static int set_clock(const void *argument) {
  NOTHING;
  struct timex change = {.modes = ADJ_TICK, .tick = 1};
  return passed_unless_refused(adjtimex(&change));
}

static int set_host_name(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_sethostname, "", -1));
}

static int swap_on(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_swapon, INVALID_ADDRESS, 0));
}

/* Rights to ports end with the child; none is used. */
static int raw_ports(const void *argument) {
  NOTHING;
#if defined __x86_64__
  return iopl(3);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static int packet_socket(const void *argument) {
  NOTHING;
  return socket(AF_PACKET, SOCK_RAW, 0) < 0 ? -1 : 0;
}

static int raw_socket(const void *argument) {
  NOTHING;
  return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 ? -1 : 0;
}

static int vsock_socket(const void *argument) {
  NOTHING;
  return socket(AF_VSOCK, SOCK_STREAM, 0) < 0 ? -1 : 0;
}

/* The null device, under a name of its own, removed at once. */
static int make_device(const void *argument) {
  NOTHING;
  char path[64];
  snprintf(path, sizeof path, "/tmp/twinbench-probe-%ld", (long)getpid());
  if (mknod(path, S_IFCHR | 0600, makedev(1, 3)) != 0) return -1;
  unlink(path);
  return 0;
}

/* A handle of no known type: stale, once the caller was found privileged. */
static int open_by_handle(const void *argument) {
  NOTHING;
  struct {
    uint32_t bytes;
    int32_t type;
    unsigned char handle[8];
  } handle = {.bytes = 8, .type = 0x7f};
  int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return root < 0 ? -1 : passed_unless_refused(syscall(SYS_open_by_handle_at, root, &handle, O_RDONLY));
}

static int change_root(const void *argument) {
  NOTHING;
  return chroot("/");
}

/* A map of no type. */
static int make_bpf_map(const void *argument) {
  NOTHING;
  char attributes[64] = {0};
  return passed_unless_refused(syscall(SYS_bpf, 0, attributes, sizeof attributes));
}

/* Whatever runs on CPU 0, counted by nobody. */
static int watch_cpu(const void *argument) {
  NOTHING;
  struct perf_event_attr event = {.size = sizeof event, .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK, .disabled = 1};
  return syscall(SYS_perf_event_open, &event, -1, 0, -1, 0) < 0 ? -1 : 0;
}

static int make_userfault(const void *argument) {
  NOTHING;
  return syscall(SYS_userfaultfd, O_CLOEXEC) < 0 ? -1 : 0;
}

static int make_ring(const void *argument) {
  NOTHING;
  unsigned char parameters[120] = {0};
  return syscall(SYS_io_uring_setup, 1, parameters) < 0 ? -1 : 0;
}

/* Asks for the id of the thread's own keyring, without making one. */
static int use_keyring(const void *argument) {
  NOTHING;
  return passed_unless_refused(syscall(SYS_keyctl, 0, -1, 0));
}

static int be_traced(const void *argument) {
  NOTHING;
  return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? -1 : 0;
}

static int run_in_real_time(const void *argument) {
  NOTHING;
  struct sched_param parameter = {.sched_priority = 1};
  return (int)syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &parameter);
}

/* The size of the log, without a word of it. */
static int ask_kernel_log(const void *argument) {
  NOTHING;
  return syscall(SYS_syslog, 10, NULL, 0) < 0 ? -1 : 0;
}

static int call_as_i386(const void *argument) {
  NOTHING;
#if defined __x86_64__
  long result = 20; /* getpid */
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  if (result > 0) return 0;
  errno = result < 0 ? (int)-result : ENOSYS;
  return -1;
#else
  errno = ENOSYS;
  return -1;
#endif
}

static int call_as_x32(const void *argument) {
  NOTHING;
#if defined __x86_64__
  return syscall(0x40000000L | SYS_getpid) < 0 ? -1 : 0;
#else
  errno = ENOSYS;
  return -1;
#endif
}

void try_operations(void) {
  static const struct {
    const char *fact;
    int (*attempt)(const void *argument);
  } operations[] = {
      {"try.mount", mount_something},          {"try.module", load_module},      {"try.kexec", load_kernel},
      {"try.reboot", reboot_without_magic},    {"try.clock", set_clock},         {"try.host-name", set_host_name},
      {"try.swap", swap_on},                   {"try.raw-ports", raw_ports},     {"try.packet-socket", packet_socket},
      {"try.raw-socket", raw_socket},          {"try.vsock", vsock_socket},      {"try.device-node", make_device},
      {"try.open-by-handle", open_by_handle},  {"try.chroot", change_root},      {"try.bpf", make_bpf_map},
      {"try.perf-event", watch_cpu},           {"try.userfaultfd", make_userfault}, {"try.io-uring", make_ring},
      {"try.keyring", use_keyring},            {"try.ptrace", be_traced},        {"try.real-time", run_in_real_time},
      {"try.kernel-log", ask_kernel_log},      {"try.i386", call_as_i386},       {"try.x32", call_as_x32},
  };
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
    say_try(operations[i].fact, operations[i].attempt, NULL);
}

static int make_namespace(const void *argument) {
  return unshare(*(const int *)argument);
}

/* What a child made for itself ends with it. */
void try_namespaces(void) {
  static const struct {
    const char *fact;
    int flag;
  } kinds[] = {
      {"nest.user", CLONE_NEWUSER}, {"nest.mount", CLONE_NEWNS}, {"nest.pid", CLONE_NEWPID},       {"nest.network", CLONE_NEWNET},
      {"nest.uts", CLONE_NEWUTS},   {"nest.ipc", CLONE_NEWIPC},  {"nest.cgroup", CLONE_NEWCGROUP},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) say_try(kinds[i].fact, make_namespace, &kinds[i].flag);
}
