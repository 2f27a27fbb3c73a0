/*
 * `memfd-seal FILE`: copies a program into a file in memory that nobody can change any more, root included; prints the number of its
 * descriptor, and holds it open until standard input ends, so that whoever started this can take it over (/proc/PID/fd/NUMBER).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of newer headers than those of some supported hosts. */
#define KERNEL_MFD_EXEC 0x10U

/* Exit codes. A host may forbid what memory holds to be run (sysctl vm.memfd_noexec). */
enum { FAILED = 1, FORBIDDEN = 2 };

static _Noreturn void fail(int code, const char *step, const char *object) {
  fprintf(stderr, "twinbench memfd-seal: %s %s: %s\n", step, object, strerror(errno));
  exit(code);
}

/* A kernel before 6.3 knows no MFD_EXEC, and makes all such files executable. */
static int make_file(const char *name) {
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int file = memfd_create(name, flags | KERNEL_MFD_EXEC);
  return file < 0 && errno == EINVAL ? memfd_create(name, flags) : file;
}

static void copy(int from, int to, const char *path) {
  struct stat source;
  if (fstat(from, &source) != 0) fail(FAILED, "look at", path);
  for (off_t left = source.st_size; left > 0;) {
    ssize_t sent = sendfile(to, from, NULL, (size_t)left);
    if (sent == 0) errno = EIO;
    if (sent <= 0) fail(FAILED, "copy", path);
    left -= sent;
  }
}

static int sealed_copy(const char *path) {
  const char *slash = strrchr(path, '/');
  int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) fail(FAILED, "open", path);
  int to = make_file(slash == NULL ? path : slash + 1);
  if (to < 0) fail(errno == EACCES ? FORBIDDEN : FAILED, "make a file in memory for", path);
  copy(from, to, path);
  if (fcntl(to, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) fail(FAILED, "seal", path);
  close(from);
  return to;
}

int main(int count, char **arguments) {
  char byte;
  errno = EINVAL;
  if (count != 2) fail(FAILED, "expected one argument:", "FILE");
  printf("%d\n", sealed_copy(arguments[1]));
  fflush(stdout);
  return read(STDIN_FILENO, &byte, 1) < 0 ? FAILED : 0;
}
