/*
 * wsload.h - what the files of wsload share: wsload.c has the run, connections and WebSocket, wsload-http.c requests and answers.
 */
#ifndef WSLOAD_H
#define WSLOAD_H

#include <stddef.h>
#include <stdint.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif
#include "event.h"

enum { M_ECHO, M_RATE, M_CHURN, M_IDLE, M_HTTP, M_HTTP_CHURN, M_EVENTS };
enum { S_FREE, S_CONNECT, S_TLS, S_HSK, S_OPEN, S_EOF, S_DEAD };

struct conn {
	int fd;
	uint32_t id;
	uint8_t st;
	/* receive: frame parser; of a stream's chunks: rh and rhl the line with the size, rrem what is left of the chunk */
	uint8_t rhl, rh[10], rop, rfin, inframe;
	uint8_t mop;             /* opcode of the current message, 0: none; of a stream 1 once its head has come */
	uint8_t check, bad;      /* verify all bytes / a byte differed */
	uint64_t rrem;           /* payload left in the current frame */
	uint64_t moff;           /* payload received of the current message or event */
	uint8_t pre[8];          /* its first bytes */
	/* send: data messages are regenerated from (id, number) */
	uint64_t queued, sent, rcvd;
	size_t soff;             /* bytes sent of message number `sent` */
	uint8_t *ctl;            /* raw bytes to send between frames */
	size_t ctllen, ctloff;
	uint64_t *ring;          /* start time of messages [rcvd, queued) */
	uint32_t ringcap;
	/* handshake */
	char key[28];
	char *hs;                /* handshake response, control frame, HTTP head or event that is not complete */
	size_t hslen;
	uint64_t t0, deadline;
#ifdef WITH_TLS
	SSL *ssl;
#endif
};

extern const char *o_path, *o_hosthdr, *o_extra;
extern int o_mode, o_text;
extern size_t o_size;
extern uint8_t *tmpl, *plain;
extern size_t flen, hdrlen;
extern uint64_t now;
extern uint64_t total_msgs, e_proto, e_verify, e_closed;

/* wsload.c */
void fail(struct conn *c, uint64_t *counter);
void put_ctl(struct conn *c, const void *p, size_t n);
void stamp(uint8_t *frame, uint32_t id, uint64_t seq);
void msg_tag(uint32_t id, uint64_t seq, uint8_t t[8]);
void begin_message(struct conn *c, uint8_t op);
void on_payload(struct conn *c, const uint8_t *p, size_t n);
int on_message(struct conn *c);
/* one more message, which was sent at `since`, has arrived as it should */
void count(struct conn *c, uint64_t since);

/* wsload-http.c; -1: the connection was dropped */
void build_request(void);
void ask_for_stream(struct conn *c);
int on_answers(struct conn *c, const uint8_t *p, size_t n);
int on_stream(struct conn *c, const uint8_t *p, size_t n);

#endif
