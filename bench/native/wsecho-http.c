/*
 * wsecho-http.c - requests: the upgrade to WebSocket, answers of fixed length, event streams.
 *
 * The path says what is answered, see wsecho.c.  A request's tag are the 8 bytes behind the "?" of its target.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "event.h"
#include "handshake.h"
#include "wsecho.h"

#define MAX_REQ (32 * 1024)        /* largest request head */
#define BODY 1024                  /* of the answer to most paths */
#define LARGE_BODY (64 * 1024)     /* to /64k */

struct answer {
	char bytes[256 + LARGE_BODY];
	size_t len, body;          /* of head and body, and of the body alone */
};

static struct answer small, large;
static struct conn streams = {.next = &streams, .prev = &streams}; /* a ring; that whose event is due first stands first */

/* the fields that an origin server has to send (RFC 9110, 6.6.1 and 8.6); the date is part of the load, not of its meaning */
static void build_answer(struct answer *a, size_t body)
{
	a->body = body;
	a->len = (size_t)snprintf(a->bytes, sizeof a->bytes,
	                          "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
	                          "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", body);
	for (size_t i = 0; i < body; i++)
		a->bytes[a->len++] = (char)('a' + i % 26);
}

void build_answers(void)
{
	build_answer(&small, BODY);
	build_answer(&large, LARGE_BODY);
}

/* value of a header inside a NUL-terminated head, or NULL */
static const char *header(const char *head, const char *name, size_t *len)
{
	size_t nl = strlen(name);
	for (const char *p = strstr(head, "\r\n"); p && p[2]; p = strstr(p + 2, "\r\n")) {
		const char *l = p + 2;
		if (!strncasecmp(l, name, nl) && l[nl] == ':') {
			l += nl + 1;
			while (*l == ' ' || *l == '\t')
				l++;
			const char *e = strstr(l, "\r\n");
			if (!e)
				return NULL;
			while (e > l && (e[-1] == ' ' || e[-1] == '\t'))
				e--;
			*len = (size_t)(e - l);
			return l;
		}
	}
	return NULL;
}

static int is_path(const char *head, const char *path)
{
	const char *target = head + strcspn(head, " \r");
	size_t n = strlen(path);
	return *target == ' ' && !strncmp(target + 1, path, n) && (target[1 + n] == '?' || target[1 + n] == ' ');
}

static void read_tag(const char *head, char tag[8])
{
	size_t line = strcspn(head, "\r"), at = strcspn(head, "?\r") + 1;
	memcpy(tag, at + 8 <= line ? head + at : "abcdefgh", 8);
}

static int upgrade(struct conn *c, const char *head)
{
	static const char bad[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
	size_t kl = 0;
	const char *key = header(head, "Sec-WebSocket-Key", &kl);
	if (!key || kl != 24) {
		n_bad++;
		return put(c, bad, sizeof bad - 1);
	}
	char acc[32], resp[256];
	accept_key(key, acc);
	int n = snprintf(resp, sizeof resp,
	                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	                 "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", acc);
	c->ws = 1;
	n_conns++;
	return put(c, resp, (size_t)n);
}

/* ---- event streams ---- */

static int send_event(struct conn *c, uint64_t now)
{
	char chunk[EVENT + 16], event[EVENT + 1];
	write_event(event, c->tag, c->number++, now);
	int n = snprintf(chunk, sizeof chunk, "%x\r\n%s\r\n", EVENT, event);
	return put(c, chunk, (size_t)n);
}

static void last_in_ring(struct conn *c)
{
	c->prev = streams.prev;
	c->next = &streams;
	c->prev->next = streams.prev = c;
}

static void leave_ring(struct conn *c)
{
	c->prev->next = c->next;
	c->next->prev = c->prev;
}

void end_stream(struct conn *c)
{
	if (c->due)
		leave_ring(c);
	c->due = 0;
}

static int begin_stream(struct conn *c, const char *head)
{
	/* without the last field nginx collects events until they fill a buffer; services that stream send it for that reason */
	static const char resp[] =
		"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/event-stream\r\n"
		"Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nX-Accel-Buffering: no\r\n\r\n";
	uint64_t now = clock_ns();
	read_tag(head, c->tag);
	c->due = now + EVENT_EVERY; /* all wait equally long, hence the newest is the last to be due */
	last_in_ring(c);
	return put(c, resp, sizeof resp - 1) || send_event(c, now) ? -1 : 0;
}

uint64_t send_events(void)
{
	for (;;) {
		struct conn *c = streams.next;
		if (c == &streams)
			return 0;
		uint64_t now = clock_ns();
		if (c->due > now)
			return c->due;
		leave_ring(c);
		c->due += EVENT_EVERY;
		last_in_ring(c);
		if (!c->outlen && send_event(c, now)) /* who does not read gets no more, so that nothing piles up */
			drop(c);
	}
}

/* ---- requests ---- */

/* one complete head; -1 closes the connection */
static int on_request(struct conn *c, const char *head)
{
	size_t ul = 0, cl = 0;
	const char *up = header(head, "Upgrade", &ul);
	if (up && ul == 9 && !strncasecmp(up, "websocket", 9))
		return upgrade(c, head);
	n_http++;
	if (is_path(head, "/events"))
		return begin_stream(c, head);
	const char *cv = header(head, "Connection", &cl);
	if (cv && cl == 5 && !strncasecmp(cv, "close", 5))
		c->closing = 1;
	struct answer *a = is_path(head, "/64k") ? &large : &small;
	read_tag(head, a->bytes + a->len - a->body);
	return put(c, a->bytes, a->len);
}

int on_http(struct conn *c, const uint8_t *p, size_t n)
{
	if (c->due)
		return 0; /* a stream has no end behind which another request could be answered */
	if (c->reqlen + n > MAX_REQ)
		return -1;
	uint8_t *nb = realloc(c->req, c->reqlen + n + 1);
	if (!nb)
		return -1;
	c->req = nb;
	memcpy(nb + c->reqlen, p, n);
	c->reqlen += n;
	nb[c->reqlen] = 0;
	size_t off = 0;
	while (!c->ws && !c->closing && !c->due) {
		char *e = memmem(nb + off, c->reqlen - off, "\r\n\r\n", 4);
		if (!e)
			break;
		char save = e[4];
		e[4] = 0;
		int r = on_request(c, (char *)nb + off);
		e[4] = save;
		if (r)
			return -1;
		off = (size_t)((uint8_t *)e + 4 - nb);
	}
	size_t left = c->reqlen - off;
	if (c->ws || !left) {
		int r = c->ws && left ? on_frames(c, nb + off, left) : 0;
		free(c->req);
		c->req = NULL;
		c->reqlen = 0;
		return r;
	}
	memmove(nb, nb + off, left);
	c->reqlen = left;
	return 0;
}
