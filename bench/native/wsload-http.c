/*
 * wsload-http.c - requests, answers of fixed length, event streams.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "wsload.h"

#define MAX_HEAD 16384

void build_request(void)
{
	static char req[4096];
	int n = snprintf(req, sizeof req, "GET %s?", o_path);
	hdrlen = (size_t)n;
	n = snprintf(req, sizeof req, "GET %s?12345678 HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\n%s%s%s\r\n", o_path, o_hosthdr,
	             o_mode == M_HTTP_CHURN ? "Connection: close\r\n" : "", o_extra ? o_extra : "", o_extra ? "\r\n" : "");
	plain = malloc(o_size + 8);
	if (!plain || n < 0 || (size_t)n >= sizeof req)
		exit(1);
	tmpl = (uint8_t *)req;
	flen = (size_t)n;
	for (size_t i = 0; i < o_size; i++)
		plain[i] = (uint8_t)('a' + i % 26);
}

/* ---- heads ---- */

/* the value of a field, whose name is given with its colon, in a head that ends in an empty line; or NULL */
static const char *value(const char *head, size_t n, const char *field)
{
	size_t length = strlen(field);
	const char *end = head + n, *line = head;
	while ((line = memchr(line, '\n', (size_t)(end - line))) && ++line < end)
		if ((size_t)(end - line) > length && !strncasecmp(line, field, length)) {
			line += length;
			while (*line == ' ')
				line++;
			return line;
		}
	return NULL;
}

static int is_ok(const char *head, size_t n)
{
	static const char status[] = "HTTP/1.1 200 ";
	return n >= sizeof status && !memcmp(head, status, sizeof status - 1);
}

/* is it 200 with o_size bytes of body? */
static int good_answer(const char *head, size_t n)
{
	const char *length = value(head, n, "content-length:");
	return is_ok(head, n) && length && strtoull(length, NULL, 10) == o_size;
}

/* is it 200 with events in chunks? */
static int good_stream(const char *head, size_t n)
{
	const char *type = value(head, n, "content-type:"), *coding = value(head, n, "transfer-encoding:");
	return is_ok(head, n) && type && !strncasecmp(type, "text/event-stream", 17) && coding && !strncasecmp(coding, "chunked", 7);
}

/* takes a head from *p, or what is there of it: 1 when it is whole and good, 0 when more has to come, -1 when it is bad */
static int on_head(struct conn *c, const uint8_t **p, size_t *n, int (*good)(const char *, size_t))
{
	const char *head = (const char *)*p;
	size_t before = c->hslen, have = *n;
	if (before) { /* it came in pieces */
		char *nb = realloc(c->hs, before + *n);
		if (!nb)
			exit(1);
		memcpy(nb + before, *p, *n);
		head = c->hs = nb;
		have = before + *n;
	}
	const char *e = memmem(head, have, "\r\n\r\n", 4);
	size_t hl = e ? (size_t)(e + 4 - head) : have;
	if (hl > MAX_HEAD || (e && !good(head, hl))) {
		fail(c, &e_proto);
		return -1;
	}
	if (!e) {
		if (!before) {
			if (!(c->hs = malloc(*n)))
				exit(1);
			memcpy(c->hs, *p, *n);
		}
		c->hslen = have;
		return 0;
	}
	*p += hl - before, *n -= hl - before;
	free(c->hs);
	c->hs = NULL;
	c->hslen = 0;
	return 1;
}

/* ---- answers ---- */

int on_answers(struct conn *c, const uint8_t *p, size_t n)
{
	while (n && c->st == S_OPEN) {
		if (!c->mop) {
			int r = on_head(c, &p, &n, good_answer);
			if (r <= 0)
				return r;
			c->rrem = o_size;
			begin_message(c, o_text ? 1 : 2); /* what on_message expects */
		}
		size_t t = c->rrem < n ? (size_t)c->rrem : n;
		on_payload(c, p, t);
		p += t, n -= t;
		c->rrem -= t;
		if (!c->rrem && on_message(c))
			return -1;
	}
	if (n) { /* more than was asked for */
		fail(c, &e_proto);
		return -1;
	}
	return 0;
}

/* ---- event streams ---- */

void ask_for_stream(struct conn *c)
{
	stamp(tmpl, c->id, 0);
	put_ctl(c, tmpl, flen);
	c->deadline = now + 3 * EVENT_EVERY;
}

/* a whole event is in c->hs: is it the next one of this stream? */
static int on_stream_event(struct conn *c)
{
	char want[EVENT + 1], tag[8], digits[21] = {0};
	memcpy(digits, c->hs + EVENT_TIME, 20);
	uint64_t sent = strtoull(digits, NULL, 10);
	msg_tag(c->id, 0, (uint8_t *)tag);
	write_event(want, tag, c->rcvd, sent);
	total_msgs++;
	if (memcmp(want, c->hs, EVENT)) {
		fail(c, &e_verify);
		return -1;
	}
	c->queued = c->sent = ++c->rcvd; /* nothing is in flight */
	c->moff = 0;
	c->check = 1;
	c->deadline = now + 3 * EVENT_EVERY;
	count(c, sent < now ? sent : now);
	return 0;
}

/* the next byte of the line that says how long a chunk is, or of the empty line behind a chunk; -1: bad */
static int on_size(struct conn *c, uint8_t byte)
{
	if (byte != '\n') {
		c->rh[c->rhl++] = byte;
		return c->rhl < sizeof c->rh ? 0 : -1;
	}
	if (!c->rhl || c->rh[c->rhl - 1] != '\r')
		return -1;
	c->rh[c->rhl - 1] = 0;
	int empty = c->rhl == 1;
	c->rhl = 0;
	if (c->inframe) { /* that behind a chunk */
		c->inframe = 0;
		return empty ? 0 : -1;
	}
	char *end;
	c->rrem = strtoull((char *)c->rh, &end, 16);
	c->inframe = 1;
	return empty || *end || !c->rrem ? -1 : 0; /* a stream has no last chunk */
}

int on_stream(struct conn *c, const uint8_t *p, size_t n)
{
	if (!c->mop) {
		int r = on_head(c, &p, &n, good_stream);
		if (r <= 0)
			return r;
		c->mop = 1;
		if (!(c->hs = malloc(EVENT)))
			exit(1);
	}
	while (n) {
		if (!c->inframe || !c->rrem) {
			if (on_size(c, *p)) {
				fail(c, &e_proto);
				return -1;
			}
			p++, n--;
			continue;
		}
		/* a chunk need not be an event: a proxy may cut or join them */
		size_t t = EVENT - (size_t)c->moff;
		if (t > c->rrem)
			t = (size_t)c->rrem;
		if (t > n)
			t = n;
		memcpy(c->hs + c->moff, p, t);
		c->moff += t;
		c->rrem -= t;
		p += t, n -= t;
		if (c->moff == EVENT && on_stream_event(c))
			return -1;
	}
	return 0;
}
