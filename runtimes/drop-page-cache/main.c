/*
 * Drops files from the page cache, for boots that are to be cold: paths on stdin, each ended by NUL; one JSON line on stdout with the bytes of
 * all files and the bytes that stayed cached. Pages that a process has mapped stay, and are counted by mincore, which sees the page cache itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct totals {
  uint64_t file_bytes, cached_bytes;
};

static _Noreturn void fail(const char *step, const char *path) {
  fprintf(stderr, "twinbench drop-page-cache: %s %s: %s\n", step, path, strerror(errno));
  exit(2);
}

static uint64_t count_resident(const unsigned char *states, size_t pages) {
  uint64_t resident = 0;
  for (size_t page = 0; page < pages; page++) resident += states[page] & 1;
  return resident;
}

/* Mapping a file reads none of it. */
static uint64_t cached_bytes(int fd, size_t size, const char *path) {
  size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
  size_t pages = (size + page_bytes - 1) / page_bytes;
  void *mapping = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
  if (mapping == MAP_FAILED) fail("map", path);
  unsigned char *states = malloc(pages);
  if (states == NULL || mincore(mapping, size, states) < 0) fail("look at the cache of", path);
  uint64_t resident = count_resident(states, pages);
  free(states);
  munmap(mapping, size);
  return resident * page_bytes;
}

/* Dirty pages cannot be dropped: they are written first. */
static void drop(const char *path, struct totals *totals) {
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) < 0) fail("open", path);
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    if (fdatasync(fd) < 0) fail("sync", path);
    errno = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    if (errno != 0) fail("drop", path);
    totals->file_bytes += (uint64_t)status.st_size;
    totals->cached_bytes += cached_bytes(fd, (size_t)status.st_size, path);
  }
  close(fd);
}

int main(void) {
  struct totals totals = {0};
  char *path = NULL;
  size_t capacity = 0;
  while (getdelim(&path, &capacity, '\0', stdin) > 0) drop(path, &totals);
  free(path);
  printf("{\"fileBytes\":%" PRIu64 ",\"cachedBytes\":%" PRIu64 "}\n", totals.file_bytes, totals.cached_bytes);
  return 0;
}
