/* What a guest sees of itself: its memory and its workload's (view), its kernel (description). Read from /proc and /sys. */
#ifndef SUPERVISOR_VIEW_H
#define SUPERVISOR_VIEW_H

#include "text.h"

void view_memory(struct text *text);
void view_description(struct text *text);

#endif
