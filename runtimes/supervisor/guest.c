/* The guest's own set-up. */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "mark.h"

enum { DEVICE_DEADLINE_MS = 10000, DEVICE_POLL_MS = 1, END_CODE = 0x10 };

static const char PORTS[] = "/sys/class/virtio-ports";
static const char CONTROL_PORT[] = "twinbench.control";

struct mount_step {
  const char *source, *target, *type;
  unsigned long flags;
  const char *options;
};

#define PRIVATE_FLAGS (MS_NOSUID | MS_NODEV)
#define PSEUDO_FLAGS (MS_NOSUID | MS_NODEV | MS_NOEXEC)

/* The supervisor's own view; devtmpfs brings the disks. */
static const struct mount_step OWN_MOUNTS[] = {
    {"proc", "/proc", "proc", PSEUDO_FLAGS, NULL},
    {"sysfs", "/sys", "sysfs", PSEUDO_FLAGS, NULL},
    {"devtmpfs", "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755"},
};

/* What the workload sees: the image below a fresh disk, with the same flags as in a container. */
static const struct mount_step ROOT_MOUNTS[] = {
    {"/dev/vda", "/image", "ext4", MS_RDONLY | MS_NODEV | MS_NOSUID, NULL},
    {"/dev/vdb", "/disk", "ext4", MS_NODEV | MS_NOSUID, "noinit_itable"},
    {"overlay", GUEST_ROOT, "overlay", PRIVATE_FLAGS, "lowerdir=/image,upperdir=/disk/upper,workdir=/disk/work"},
    {"proc", GUEST_ROOT "/proc", "proc", PSEUDO_FLAGS, NULL},
    {"sysfs", GUEST_ROOT "/sys", "sysfs", PSEUDO_FLAGS | MS_RDONLY, NULL},
    {"devtmpfs", GUEST_ROOT "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755"},
    {"devpts", GUEST_ROOT "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "ptmxmode=0666,mode=0620,gid=5"},
    {"shm", GUEST_ROOT "/dev/shm", "tmpfs", PSEUDO_FLAGS, "mode=1777,size=64m"},
    {"tmpfs", GUEST_ROOT "/tmp", "tmpfs", PRIVATE_FLAGS, "mode=1777"},
};

static const struct {
  const char *target, *path;
} LINKS[] = {
    {"/proc/self/fd", GUEST_ROOT "/dev/fd"},
    {"/proc/self/fd/0", GUEST_ROOT "/dev/stdin"},
    {"/proc/self/fd/1", GUEST_ROOT "/dev/stdout"},
    {"/proc/self/fd/2", GUEST_ROOT "/dev/stderr"},
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int fail(struct guest_failure *failure, const char *step, const char *object) {
  *failure = (struct guest_failure){.step = step, .object = object};
  return -1;
}

static void pause_ms(long milliseconds) {
  struct timespec time = {.tv_sec = 0, .tv_nsec = milliseconds * 1000000};
  nanosleep(&time, NULL);
}

static uint64_t deadline_after_ms(uint64_t milliseconds) {
  return now_ns() + milliseconds * 1000000;
}

/* Virtio devices are probed in the background after their module was loaded. */
static int await_file(const char *path) {
  uint64_t deadline = deadline_after_ms(DEVICE_DEADLINE_MS);
  while (access(path, F_OK) < 0) {
    if (now_ns() > deadline) return -1;
    pause_ms(DEVICE_POLL_MS);
  }
  return 0;
}

/* The root of an overlay has the mode of its upper layer, and must have that of the image. */
static int make_upper(void) {
  struct stat image;
  if (mkdir("/disk/upper", 0755) < 0 && errno != EEXIST) return -1;
  return stat("/image", &image) < 0 ? -1 : chmod("/disk/upper", image.st_mode & 07777);
}

static int mount_all(const struct mount_step *steps, size_t count, struct guest_failure *failure) {
  for (const struct mount_step *step = steps; step < steps + count; step++) {
    if (mkdir(step->target, 0755) < 0 && errno != EEXIST) return fail(failure, "mkdir", step->target);
    if (strncmp(step->source, "/dev/", 5) == 0 && await_file(step->source) < 0) return fail(failure, "find disk", step->source);
    if (strcmp(step->type, "overlay") == 0) {
      if (make_upper() < 0) return fail(failure, "mkdir", "/disk/upper");
      if (mkdir("/disk/work", 0700) < 0 && errno != EEXIST) return fail(failure, "mkdir", "/disk/work");
    }
    if (mount(step->source, step->target, step->type, step->flags, step->options) < 0) return fail(failure, "mount", step->target);
  }
  return 0;
}

static int load_module(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  long result = syscall(SYS_finit_module, fd, "", 0);
  int error = errno;
  close(fd);
  /* Its pages are the guest's memory; nothing reads them again. */
  unlink(path);
  errno = error;
  return result < 0 && error != EEXIST ? -1 : 0;
}

/* /modules.list: one path a line, in the order in which they must be loaded. */
static int load_modules(struct guest_failure *failure) {
  static char path[256];
  FILE *list = fopen("/modules.list", "re");
  if (list == NULL) return fail(failure, "open", "/modules.list");
  while (fgets(path, sizeof path, list) != NULL) {
    path[strcspn(path, "\n")] = '\0';
    if (path[0] == '\0' || load_module(path) == 0) continue;
    int error = errno;
    fclose(list);
    errno = error;
    return fail(failure, "load module", path);
  }
  fclose(list);
  return 0;
}

static int loopback_up(struct guest_failure *failure) {
  struct ifreq request = {.ifr_name = "lo"};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail(failure, "socket", "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  int result = ioctl(fd, SIOCSIFFLAGS, &request);
  int error = errno;
  close(fd);
  errno = error;
  return result < 0 ? fail(failure, "bring up", "lo") : 0;
}

static int make_links(struct guest_failure *failure) {
  for (size_t i = 0; i < LENGTH(LINKS); i++)
    if (symlink(LINKS[i].target, LINKS[i].path) < 0 && errno != EEXIST) return fail(failure, "symlink", LINKS[i].path);
  return 0;
}

int guest_set_up(struct guest_failure *failure) {
  umask(0);
  if (mount_all(OWN_MOUNTS, LENGTH(OWN_MOUNTS), failure) < 0) return -1;
  if (load_modules(failure) < 0) return -1;
  if (mount_all(ROOT_MOUNTS, LENGTH(ROOT_MOUNTS), failure) < 0) return -1;
  umask(022);
  if (make_links(failure) < 0) return -1;
  return loopback_up(failure);
}

static bool is_control_port(const char *port) {
  char path[320], name[64] = "";
  snprintf(path, sizeof path, "%s/%s/name", PORTS, port);
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  bool found = fgets(name, sizeof name, file) != NULL && strncmp(name, CONTROL_PORT, sizeof CONTROL_PORT - 1) == 0;
  fclose(file);
  return found;
}

/* Opens the port by its name; -1 while it is not there yet. */
static int try_control(void) {
  DIR *ports = opendir(PORTS);
  if (ports == NULL) return -1;
  int fd = -1;
  for (struct dirent *entry; fd < 0 && (entry = readdir(ports)) != NULL;) {
    if (entry->d_name[0] == '.' || !is_control_port(entry->d_name)) continue;
    char path[300];
    snprintf(path, sizeof path, "/dev/%s", entry->d_name);
    fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  closedir(ports);
  return fd;
}

/* Until the host's side is known to be open, a read says end of stream and poll says hang-up. */
static bool host_is_connected(int fd) {
  struct pollfd port = {.fd = fd, .events = POLLOUT};
  return poll(&port, 1, 0) >= 0 && (port.revents & POLLHUP) == 0;
}

int guest_open_control(struct guest_failure *failure) {
  uint64_t deadline = deadline_after_ms(DEVICE_DEADLINE_MS);
  int fd = -1;
  while (now_ns() < deadline) {
    if (fd < 0) fd = try_control();
    if (fd >= 0 && host_is_connected(fd)) return fd;
    pause_ms(DEVICE_POLL_MS);
  }
  if (fd >= 0) close(fd);
  errno = ETIMEDOUT;
  return fail(failure, "open control port", CONTROL_PORT);
}

int guest_unmount(struct guest_failure *failure) {
  for (size_t i = LENGTH(ROOT_MOUNTS); i-- > 0;) {
    const struct mount_step *step = &ROOT_MOUNTS[i];
    if (umount2(step->target, 0) == 0) continue;
    /* A writable disk must be clean on disk even if something still holds it. */
    if (strcmp(step->target, "/disk") != 0) continue;
    if (mount(NULL, "/disk", NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0) return fail(failure, "unmount", step->target);
  }
  sync();
  return 0;
}

_Noreturn void guest_end(void) {
  debug_exit(END_CODE);
  reboot(RB_POWER_OFF);
  reboot(RB_AUTOBOOT);
  for (;;) pause();
}
