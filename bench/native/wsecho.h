/*
 * wsecho.h - what the files of wsecho share: wsecho.c has connections and WebSocket, wsecho-http.c the requests.
 */
#ifndef WSECHO_H
#define WSECHO_H

#include <stddef.h>
#include <stdint.h>

struct conn {
	int fd;
	uint8_t ws;        /* 0: HTTP, 1: WebSocket */
	uint8_t closing;   /* close once everything is sent */
	uint8_t hlen;      /* bytes of frame header collected */
	uint8_t opcode;    /* of the current frame */
	uint8_t hdr[14];
	uint32_t mask;     /* rotated so that its low byte is the next one */
	uint64_t remain;   /* payload bytes of the current frame still to come */
	int inframe;
	uint8_t *out;      /* bytes the kernel did not take yet */
	size_t outoff, outlen;
	uint8_t *req;      /* incomplete request head */
	size_t reqlen;
	/* event stream */
	uint64_t due;      /* when its next event is to be sent; 0: no stream */
	uint64_t number;   /* of that event */
	char tag[8];
	struct conn *next, *prev;
};

extern uint64_t n_conns, n_http, n_bad;

/* wsecho.c: send now, keep what the kernel does not take; -1: broken. And the frames of a WebSocket that came in p[0..n). */
int put(struct conn *c, const void *p, size_t n);
int on_frames(struct conn *c, const uint8_t *p, size_t n);
void drop(struct conn *c);

/* wsecho-http.c: bytes of requests; -1 drops the connection */
int on_http(struct conn *c, const uint8_t *p, size_t n);
void build_answers(void);
void end_stream(struct conn *c);
/* sends the events that are due; returns when the next one is, 0 when there is no stream */
uint64_t send_events(void);

#endif
