/* The probe: states facts about where it runs, as JSON lines. See PROTOCOL.md. */
#ifndef TWINBENCH_PROBE_H
#define TWINBENCH_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* Bounds of what is said: whoever reads it takes no more. */
enum { MAX_TEXT_BYTES = 1024, MAX_LIST_ITEMS = 600 };

/* Statements; `fact` is an id of ours and needs no escaping. */
void say_text(const char *fact, const char *value);
void say_number(const char *fact, long long value);
void say_list_begin(const char *fact);
/* Beyond MAX_LIST_ITEMS nothing is added. */
void say_list_item(const char *item);
void say_list_end(void);
/* The last line, with the number of lines before it: a reader sees by it that nothing was cut off. */
void say_end(void);
void say_flush(void);

/* How a try ended: 0 or an errno, or the signal that ended it. */
struct answer {
  int error, signal;
};

/* Runs `attempt` in a child of its own, which ends whatever it achieved; it returns 0, or -1 with errno. */
struct answer try_in_child(int (*attempt)(const void *argument), const void *argument);
/* States the answer as `ok`, an errno's name, or `signal N`. */
void say_try(const char *fact, int (*attempt)(const void *argument), const void *argument);

/* First line of a file without its newline; false, with errno, where it cannot be read. */
bool read_line(const char *path, char *line, size_t size);

void look_at_kernel(void);
void look_at_user(void);
void look_at_surroundings(void);
void try_interfaces(void);
void try_operations(void);
void try_namespaces(void);
void try_system_calls(void);

/* Returns only when this is refused: 2 when it may be the host, 1 when the kernel does not let it. */
int panic_guest(const char *host_boot_id);
/* One line for each line of stdin, until its end. */
int answer_lines(void);

#endif
