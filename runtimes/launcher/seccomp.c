/*
 * The system call filter: a balanced tree over runs of call numbers with the same answer, so that the longest way through it is
 * about ten instructions. Only the low halves of arguments are looked at: the kernel, too, takes them as 32 bits.
 */
#include "launcher.h"

#include "syscalls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The seccomp filter knows x86-64 and arm64 only."
#endif

enum {
  X32_BIT = 0x40000000,
  MAX_INSTRUCTIONS = 512,
  NEW_NAMESPACE_FLAGS =
      CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
};

enum answer { REFUSE, ALLOW, ABSENT, CHECK_CLONE, CHECK_SOCKET, CHECK_PERSONALITY, CHECK_IOCTL };

struct run {
  uint16_t first;
  uint8_t answer;
};

static struct sock_filter program[MAX_INSTRUCTIONS];
static unsigned short length;

static void emit(uint16_t code, uint32_t operand, uint8_t if_true, uint8_t if_false) {
  if (length == MAX_INSTRUCTIONS) fail_because("build seccomp filter", "program", "it is too long");
  program[length++] = (struct sock_filter){.code = code, .jt = if_true, .jf = if_false, .k = operand};
}

static void emit_return(uint32_t action) {
  emit(BPF_RET | BPF_K, action, 0, 0);
}

static void emit_load_argument(unsigned index) {
  emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8U * index), 0, 0);
}

/* Returns `on_match` when the loaded argument is one of the values, else `otherwise`. */
static void emit_compare(const uint32_t *values, unsigned count, uint32_t on_match, uint32_t otherwise) {
  for (unsigned i = 0; i < count; i++) emit(BPF_JMP | BPF_JEQ | BPF_K, values[i], (uint8_t)(count - i), 0);
  emit_return(otherwise);
  emit_return(on_match);
}

/*
 * Families by a list of those that programs need, not of those known to be bad: each other one is kernel code that a container has no
 * use for, some of it not divided by network namespaces (AF_VSOCK), and whose module the kernel would load for the asking (AF_ALG,
 * CVE-2026-31431). Of netlink, the routes and addresses of the own namespace. Answers as from a kernel without them.
 */
static void emit_socket_check(void) {
  emit_load_argument(0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 6, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 5, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 4, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 4);
  emit_load_argument(2);
  emit(BPF_JMP | BPF_JEQ | BPF_K, NETLINK_ROUTE, 1, 0);
  emit_return(SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
  emit_return(SECCOMP_RET_ALLOW);
  emit_return(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

static void emit_answer(enum answer answer) {
  static const uint32_t personalities[] = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};
  static const uint32_t terminal_injections[] = {TIOCSTI, TIOCLINUX};
  const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM, allow = SECCOMP_RET_ALLOW;
  switch (answer) {
    case REFUSE: emit_return(refuse); break;
    case ALLOW: emit_return(allow); break;
    case ABSENT: emit_return(SECCOMP_RET_ERRNO | ENOSYS); break;
    case CHECK_CLONE:
      emit_load_argument(0);
      emit(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACE_FLAGS, 0, 1);
      emit_return(refuse);
      emit_return(allow);
      break;
    case CHECK_SOCKET: emit_socket_check(); break;
    case CHECK_PERSONALITY:
      emit_load_argument(0);
      emit_compare(personalities, 5, allow, refuse);
      break;
    case CHECK_IOCTL:
      emit_load_argument(1);
      emit_compare(terminal_injections, 2, refuse, allow);
      break;
  }
}

static void emit_tree(const struct run *runs, unsigned count) {
  if (count == 1) {
    emit_answer(runs[0].answer);
    return;
  }
  unsigned half = count / 2;
  unsigned short branch = length;
  emit(BPF_JMP | BPF_JGE | BPF_K, runs[half].first, 0, 0);
  emit_tree(runs, half);
  unsigned distance = length - branch - 1U;
  if (distance > UINT8_MAX) fail_because("build seccomp filter", "program", "a branch is too long");
  program[branch].jt = (uint8_t)distance;
  emit_tree(runs + half, count - half);
}

static unsigned collect_runs(struct run *runs) {
  static uint8_t answers[LAST_KNOWN_SYSCALL + 2];
  for (size_t i = 0; i < sizeof allowed_syscalls / sizeof allowed_syscalls[0]; i++) answers[allowed_syscalls[i]] = ALLOW;
  answers[__NR_clone] = CHECK_CLONE;
  answers[__NR_socket] = CHECK_SOCKET;
  answers[__NR_socketpair] = CHECK_SOCKET;
  answers[__NR_personality] = CHECK_PERSONALITY;
  answers[__NR_ioctl] = CHECK_IOCTL;
  /* Its flags lie in memory that a filter cannot read; the C library then falls back to clone. */
  answers[__NR_clone3] = ABSENT;
  answers[LAST_KNOWN_SYSCALL + 1] = ABSENT;
  unsigned count = 0;
  for (unsigned number = 0; number < sizeof answers; number++)
    if (number == 0 || answers[number] != answers[number - 1])
      runs[count++] = (struct run){.first = (uint16_t)number, .answer = answers[number]};
  return count;
}

static void emit_guard(void) {
  emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
  emit(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
  emit_return(SECCOMP_RET_KILL_PROCESS);
  emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
  emit(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
  emit_return(SECCOMP_RET_KILL_PROCESS);
}

void seccomp_install(void) {
  static struct run runs[LAST_KNOWN_SYSCALL + 2];
  emit_guard();
  emit_tree(runs, collect_runs(runs));
  struct sock_fprog filter = {.len = length, .filter = program};
  /* As OCI runtimes have it: a filter alone must not slow the instance by mitigations that other processes do without. */
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0)
    fail("install seccomp filter", "seccomp");
}
