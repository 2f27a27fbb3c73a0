/* Slots: each reads its files at its own period. Kept in memory, so that nobody is woken up before the slot is stopped. */
#include "sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Of one file per reading: every cgroup file fits. Of all slots together: five minutes or more at 50 Hz. */
enum { MAX_TEXT_BYTES = 16 * 1024, MAX_STORED_BYTES = 64 * 1024 * 1024 };
enum { MAX_READING_BYTES = sizeof(uint64_t) + MAX_FILES * (sizeof(uint32_t) + MAX_TEXT_BYTES) };

struct slot {
  uint32_t id;
  bool is_taken;
  /* No more readings: a file is gone, or the store is full. */
  bool is_over;
  bool is_full;
  uint64_t period_ns, next_ns, cpu_ns;
  size_t file_count;
  /* owned; -1 for a file that did not exist */
  int descriptors[MAX_FILES];
  /* owned; as large as all slots together may store, of which the kernel gives only pages that are written */
  unsigned char *store;
  size_t stored;
};

static struct slot slots[MAX_SLOTS];
static size_t stored_in_all;
static uint64_t charged_ns;

uint64_t clock_ns(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static struct slot *find_slot(uint32_t id) {
  for (size_t i = 0; i < MAX_SLOTS; i++)
    if (slots[i].is_taken && slots[i].id == id) return &slots[i];
  return NULL;
}

static struct slot *free_slot(const char *name) {
  for (size_t i = 0; i < MAX_SLOTS; i++)
    if (!slots[i].is_taken) return &slots[i];
  fail("too many slots at once", name);
}

/* Instants that are multiples of the period: slots of one period share their wake-ups. */
static uint64_t next_instant(const struct slot *slot) {
  return (clock_ns(CLOCK_MONOTONIC) / slot->period_ns + 1) * slot->period_ns;
}

void slot_start(const struct request *request) {
  if (find_slot(request->slot) != NULL) fail("the slot is taken", request->name);
  struct slot *slot = free_slot(request->name);
  *slot = (struct slot){
    .id = request->slot, .is_taken = true, .period_ns = request->period_ns, .file_count = request->path_count};
  slot->store = mmap(NULL, MAX_STORED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (slot->store == MAP_FAILED) fail("no memory", "mmap");
  for (size_t i = 0; i < slot->file_count; i++) slot->descriptors[i] = open(request->paths[i], O_RDONLY | O_CLOEXEC);
  /* At least a period from now: what is to be read is just being started, and needs the processors. */
  slot->next_ns = next_instant(slot) + slot->period_ns;
}

/* False when the file does not exist, or not any more. */
static bool read_file(struct slot *slot, size_t index, size_t *at) {
  ssize_t count = pread(slot->descriptors[index], slot->store + *at + sizeof(uint32_t), MAX_TEXT_BYTES, 0);
  if (count < 0) return false;
  uint32_t length = (uint32_t)count;
  memcpy(slot->store + *at, &length, sizeof length);
  *at += sizeof length + length;
  return true;
}

/* All files or none: a half reading is dropped. */
static void read_slot(struct slot *slot) {
  slot->is_full = stored_in_all + MAX_READING_BYTES > MAX_STORED_BYTES;
  slot->is_over = slot->is_full;
  if (slot->is_over) return;
  uint64_t at_ns = clock_ns(CLOCK_MONOTONIC);
  size_t at = slot->stored;
  memcpy(slot->store + at, &at_ns, sizeof at_ns);
  at += sizeof at_ns;
  for (size_t i = 0; i < slot->file_count && !slot->is_over; i++) slot->is_over = !read_file(slot, i, &at);
  if (slot->is_over) return;
  stored_in_all += at - slot->stored;
  slot->stored = at;
}

void slots_read_due(void) {
  for (struct slot *slot = slots; slot < slots + MAX_SLOTS; slot++) {
    if (!slot->is_taken || slot->is_over || slot->next_ns > clock_ns(CLOCK_MONOTONIC)) continue;
    read_slot(slot);
    slot->next_ns = next_instant(slot);
  }
}

uint64_t slots_next_ns(void) {
  uint64_t next_ns = UINT64_MAX;
  for (const struct slot *slot = slots; slot < slots + MAX_SLOTS; slot++)
    if (slot->is_taken && !slot->is_over && slot->next_ns < next_ns) next_ns = slot->next_ns;
  return next_ns;
}

void slots_charge(void) {
  uint64_t used_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID), count = 0;
  for (size_t i = 0; i < MAX_SLOTS; i++) count += slots[i].is_taken;
  for (size_t i = 0; i < MAX_SLOTS; i++)
    if (slots[i].is_taken) slots[i].cpu_ns += (used_ns - charged_ns) / count;
  charged_ns = used_ns;
}

static void write_all(const void *bytes, size_t length) {
  for (const unsigned char *at = bytes; length > 0;) {
    ssize_t count = write(STDOUT_FILENO, at, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("nobody takes the readings", "stdout");
    at += count;
    length -= (size_t)count;
  }
}

static void write_answer(const struct slot *slot) {
  struct {
    uint32_t id, is_full;
    uint64_t cpu_ns, length;
  } header = {slot->id, slot->is_full, slot->cpu_ns, slot->stored};
  write_all(&header, sizeof header);
  write_all(slot->store, slot->stored);
}

void slot_stop(const struct request *request) {
  struct slot *slot = find_slot(request->slot);
  if (slot == NULL) fail("no such slot to stop", request->name);
  write_answer(slot);
  for (size_t i = 0; i < slot->file_count; i++)
    if (slot->descriptors[i] >= 0) close(slot->descriptors[i]);
  munmap(slot->store, MAX_STORED_BYTES);
  stored_in_all -= slot->stored;
  slot->is_taken = false;
}
