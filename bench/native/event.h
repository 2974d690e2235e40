/*
 * event.h - the event that wsecho sends on an event stream each second and wsload checks, and the clock whose time is in it.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define SEC 1000000000ull
#define EVENT 64                   /* bytes of an event, without those of its chunk */
#define EVENT_TIME 26              /* where its time begins */
#define EVENT_EVERY SEC            /* nanoseconds from one event of a stream to the next */

static inline uint64_t clock_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * SEC + (uint64_t)ts.tv_nsec;
}

/* tag: the 8 characters that the stream's request had in its target; number: of the event in its stream; time: when it was sent */
static inline void write_event(char out[EVENT + 1], const char *tag, uint64_t number, uint64_t time)
{
	snprintf(out, EVENT + 1, "data: %.8s %010llu %020llu abcdefghijklmno\n\n", tag, (unsigned long long)(number % 10000000000ull),
	         (unsigned long long)time);
}

#endif
