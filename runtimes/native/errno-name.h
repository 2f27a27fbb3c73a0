/* Names of errno values. Only glibc has a function for it (strerrorname_np); our programs are built with other C libraries too. */
#ifndef TWINBENCH_ERRNO_NAME_H
#define TWINBENCH_ERRNO_NAME_H

#include <errno.h>

#define TWINBENCH_ERRNO_NAMES(NAME)                                                                                     \
  NAME(E2BIG) NAME(EACCES) NAME(EADDRINUSE) NAME(EAFNOSUPPORT) NAME(EAGAIN) NAME(EBADF) NAME(EBUSY) NAME(ECHILD) NAME(ECONNREFUSED)       \
  NAME(ECONNRESET) NAME(EDQUOT) NAME(EEXIST) NAME(EFAULT) NAME(EFBIG) NAME(EINTR) NAME(EINVAL) NAME(EIO) NAME(EISDIR)  \
  NAME(ELIBBAD) NAME(ELOOP) NAME(EMFILE) NAME(EMLINK) NAME(EMSGSIZE) NAME(ENAMETOOLONG) NAME(ENFILE) NAME(ENODATA)     \
  NAME(ENODEV) NAME(ENOENT) NAME(ENOEXEC) NAME(ENOMEM) NAME(ENOSPC) NAME(ENOSYS) NAME(ENOTBLK) NAME(ENOTCONN)          \
  NAME(ENOTDIR) NAME(ENOTEMPTY) NAME(ENOTSUP) NAME(ENOTTY) NAME(ENXIO) NAME(EOVERFLOW) NAME(EPERM) NAME(EPIPE)         \
  NAME(EPROTO) NAME(EPROTONOSUPPORT) NAME(ERANGE) NAME(EROFS) NAME(ESPIPE) NAME(ESRCH) NAME(ESTALE) NAME(ETIMEDOUT) NAME(ETXTBSY)            \
  NAME(EUCLEAN) NAME(EUSERS) NAME(EXDEV)

/* "EUNKNOWN" for one that is not in the list. */
static inline const char *errno_name(int error) {
  switch (error) {
#define TWINBENCH_ERRNO_CASE(name) \
  case name:                       \
    return #name;
    TWINBENCH_ERRNO_NAMES(TWINBENCH_ERRNO_CASE)
#undef TWINBENCH_ERRNO_CASE
    default:
      return "EUNKNOWN";
  }
}

#endif
