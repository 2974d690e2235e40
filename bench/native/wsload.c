/*
 * wsload - WebSocket and HTTP load generator for proxy benchmarks.
 *
 * One thread, edge-triggered epoll.  Built by ../run.sh (-DWITH_TLS -lssl -lcrypto adds -S).
 * Run "wsload -?" for the options; one JSON line goes to stdout.
 *
 * Modes
 *   echo   closed loop: every connection keeps -d messages in flight.
 *   rate   open loop: -r messages/s in total, spread evenly over the connections
 *          on a fixed schedule.  Latency counts from the scheduled time, so a
 *          stall is charged to every message it delays.
 *   churn  -c workers repeat connect, handshake, one echo, close handshake,
 *          wait for the peer to close TCP.
 *   idle   open -c connections at -r per second, hold them -t seconds,
 *          optionally one message per connection every -i seconds.
 *   http   closed loop of GET requests with keep-alive; -s is the length of the
 *          answer's body, which has to be the one that wsecho sends.
 *   http-churn  -c workers repeat connect, GET with Connection: close, answer,
 *          wait for the peer to close TCP.
 *   events open -c event streams at -r per second, which spreads their events over
 *          the second, and count what comes.  Latency is that of an event, which
 *          has the time at which wsecho sent it.
 *
 * What is checked
 *   handshake: status 101 and Sec-WebSocket-Accept.  Every echo: unmasked frame,
 *   RSV bits 0, opcode, total length and (payload >= 8 bytes) the connection
 *   number and sequence number in the first 8 payload bytes.  Every -V th echo:
 *   all payload bytes.  Messages unanswered when the run ends are counted.
 *   Every answer of http: status 200, Content-Length, and the same tag in its
 *   first 8 bytes, which the request has in its target.  Every event: all of its
 *   bytes, with the tag of its stream and the number that comes next; a stream
 *   that brings none for 3 s counts as unanswered.  TLS: version 1.3 and the one
 *   cipher suite and key exchange that are offered.
 *
 * The masking key is drawn once per run, so that frames are copied from a masked
 * template rather than masked one by one.  All payload bytes are ASCII.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/err.h>
#endif
#include "handshake.h"
#include "wsload.h"

#define RBUF (128 * 1024)
#define TXBUF (64 * 1024)
#define SMALL (16 * 1024)        /* frames up to this size are batched in TXBUF */
#define MAX_CONNECTING 128       /* connections being opened at a time */
#define CONNS_PER_SRC 25000      /* connections per source address */

static const char *const mode_names[] = {
	[M_ECHO] = "echo", [M_RATE] = "rate", [M_CHURN] = "churn", [M_IDLE] = "idle",
	[M_HTTP] = "http", [M_HTTP_CHURN] = "http-churn", [M_EVENTS] = "events"};

/* options */
static const char *o_host = "127.0.0.1";
const char *o_path = "/", *o_hosthdr, *o_extra;
static int o_port = 0, o_tls, o_markers, o_nsrc;
int o_mode = M_ECHO, o_text;
static uint32_t o_conns = 100, o_depth = 1, o_verify = 16;
size_t o_size = 64;
static double o_secs = 5, o_warm = -1, o_rate = 1000, o_interval;

static struct conn *conns;
static int ep;
static struct sockaddr_in dst;
static uint8_t rbuf[RBUF], txbuf[TXBUF];
uint8_t *tmpl;                   /* one complete masked frame; http: one request */
uint8_t *plain;                  /* the payload that comes back */
size_t flen, hdrlen;             /* length of tmpl, and of what stands before the tag in it */
static uint32_t maskkey;         /* http: 0 */

/* state of the run */
uint64_t now;
static uint64_t win_start, win_end;
static int in_window, issuing;
static uint32_t n_open, n_connecting, n_next;
static uint64_t w_msgs, w_bytes, w_cycles, w_verified;
static uint64_t opened_total;
static uint64_t e_connect, e_handshake, e_timeout, e_unanswered, e_unsent;
uint64_t total_msgs, e_proto, e_verify, e_closed;
static uint64_t first_open_t, last_open_t;
static uint64_t max_backlog;
static volatile sig_atomic_t interrupted;

/* ---- log-linear histogram of nanoseconds, 64 steps per octave (1.6 %) ---- */

struct hist {
	uint64_t n, max, b[64 * 64];
	double sum;
};
static struct hist h_msg, h_hsk, h_cyc;

static void hist_add(struct hist *h, uint64_t v)
{
	unsigned i = (unsigned)v;
	if (v >= 128) {
		unsigned e = 63 - (unsigned)__builtin_clzll(v);
		i = (e - 6) * 64 + (unsigned)(v >> (e - 6));
	}
	h->b[i]++;
	h->n++;
	h->sum += (double)v;
	if (v > h->max)
		h->max = v;
}

/* upper edge of the bucket holding the q-quantile, in microseconds */
static double hist_q(const struct hist *h, double q)
{
	if (!h->n)
		return 0;
	uint64_t want = (uint64_t)(q * (double)h->n + 0.999999), acc = 0;
	if (!want)
		want = 1;
	for (unsigned i = 0; i < 64 * 64; i++) {
		acc += h->b[i];
		if (acc >= want) {
			double up = i;
			if (i >= 128) {
				unsigned e = i / 64 - 1 + 6;
				up = (double)(((uint64_t)(i % 64 + 64) + 1) << (e - 6));
			}
			if (up > (double)h->max)
				up = (double)h->max;
			return up / 1000;
		}
	}
	return (double)h->max / 1000;
}

/* ---- small helpers ---- */

static int is_churn(void) { return o_mode == M_CHURN || o_mode == M_HTTP_CHURN; }
static int is_http(void) { return o_mode == M_HTTP || o_mode == M_HTTP_CHURN || o_mode == M_EVENTS; }

static uint64_t rng_s;
static uint64_t rng(void)
{
	uint64_t z = rng_s += 0x9E3779B97F4A7C15ull;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	return z ^ z >> 31;
}

/* ---- messages ---- */

static void build_template(void)
{
	hdrlen = 2 + (o_size > 65535 ? 8 : o_size > 125 ? 2 : 0) + 4;
	flen = hdrlen + o_size;
	tmpl = malloc(flen + 8);
	plain = malloc(o_size + 8);
	if (!tmpl || !plain)
		exit(1);
	tmpl[0] = o_text ? 0x81 : 0x82;
	if (o_size > 65535) {
		tmpl[1] = 0x80 | 127;
		for (int i = 0; i < 8; i++)
			tmpl[2 + i] = (uint8_t)((uint64_t)o_size >> (56 - 8 * i));
	} else if (o_size > 125) {
		tmpl[1] = 0x80 | 126;
		tmpl[2] = (uint8_t)(o_size >> 8);
		tmpl[3] = (uint8_t)o_size;
	} else
		tmpl[1] = (uint8_t)(0x80 | o_size);
	maskkey = (uint32_t)rng();
	memcpy(tmpl + hdrlen - 4, &maskkey, 4);
	for (size_t i = 0; i < o_size; i++) {
		plain[i] = (uint8_t)b64[rng() & 63];
		tmpl[hdrlen + i] = plain[i] ^ (uint8_t)(maskkey >> 8 * (i & 3));
	}
}

/* the first 8 payload bytes: connection and message number, 24 bits each */
void msg_tag(uint32_t id, uint64_t seq, uint8_t t[8])
{
	for (int i = 0; i < 4; i++) {
		t[i] = (uint8_t)b64[id >> 6 * i & 63];
		t[4 + i] = (uint8_t)b64[seq >> 6 * i & 63];
	}
}

void stamp(uint8_t *frame, uint32_t id, uint64_t seq)
{
	if (o_size < 8)
		return;
	uint8_t t[8];
	msg_tag(id, seq, t);
	uint64_t v, k = maskkey | (uint64_t)maskkey << 32;
	memcpy(&v, t, 8);
	v ^= k;
	memcpy(frame + hdrlen, &v, 8);
}

static int queue_msg(struct conn *c, uint64_t t)
{
	uint64_t used = c->queued - c->rcvd;
	if (used == c->ringcap) {
		uint32_t nc = c->ringcap ? c->ringcap * 2 : 1;
		while (nc < o_depth)
			nc *= 2;
		uint64_t *nr = malloc(nc * sizeof *nr);
		if (!nr)
			exit(1);
		for (uint64_t i = c->rcvd; i < c->queued; i++)
			nr[i & (nc - 1)] = c->ring[i & (c->ringcap - 1)];
		free(c->ring);
		c->ring = nr;
		c->ringcap = nc;
	}
	c->ring[c->queued++ & (c->ringcap - 1)] = t;
	if (used + 1 > max_backlog)
		max_backlog = used + 1;
	return 0;
}

/* ---- transport: >0 bytes, 0 end of stream, -1 with errno (EAGAIN: later) ---- */

#ifdef WITH_TLS
static SSL_CTX *ctx;
static char tls_info[128];       /* version and cipher of the first connection */

static ssize_t tls_result(struct conn *c, int r)
{
	switch (SSL_get_error(c->ssl, r)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	default:
		ERR_clear_error();
		errno = EPROTO;
		return -1;
	}
}
#endif

static ssize_t xsend(struct conn *c, const void *p, size_t n)
{
#ifdef WITH_TLS
	if (c->ssl) {
		int r = SSL_write(c->ssl, p, n > 1 << 30 ? 1 << 30 : (int)n);
		return r > 0 ? r : tls_result(c, r);
	}
#endif
	ssize_t r;
	do
		r = send(c->fd, p, n, MSG_NOSIGNAL);
	while (r < 0 && errno == EINTR);
	return r;
}

static ssize_t xrecv(struct conn *c, void *p, size_t n)
{
#ifdef WITH_TLS
	if (c->ssl) {
		int r = SSL_read(c->ssl, p, (int)n);
		return r > 0 ? r : tls_result(c, r);
	}
#endif
	ssize_t r;
	do
		r = recv(c->fd, p, n, 0);
	while (r < 0 && errno == EINTR);
	return r;
}

void put_ctl(struct conn *c, const void *p, size_t n)
{
	uint8_t *nb = malloc(c->ctllen + n);
	if (!nb)
		exit(1);
	if (c->ctllen)
		memcpy(nb, c->ctl + c->ctloff, c->ctllen);
	memcpy(nb + c->ctllen, p, n);
	free(c->ctl);
	c->ctl = nb;
	c->ctloff = 0;
	c->ctllen += n;
}

/* send until nothing is left or the socket is full; -1: broken */
static int flush(struct conn *c)
{
	for (;;) {
		ssize_t w;
		if (c->ctllen && !c->soff) {
			w = xsend(c, c->ctl + c->ctloff, c->ctllen);
			if (w <= 0)
				return w < 0 && errno == EAGAIN ? 0 : -1;
			c->ctloff += (size_t)w;
			c->ctllen -= (size_t)w;
			if (!c->ctllen) {
				free(c->ctl);
				c->ctl = NULL;
				c->ctloff = 0;
			}
			continue;
		}
		uint64_t left = c->queued - c->sent;
		if (!left)
			return 0;
		if (flen <= SMALL) {
			size_t k = TXBUF / flen;
			if (k > left)
				k = (size_t)left;
			if (c->ctllen)
				k = 1;
			for (size_t i = 0; i < k; i++) {
				memcpy(txbuf + i * flen, tmpl, flen);
				stamp(txbuf + i * flen, c->id, c->sent + i);
			}
			w = xsend(c, txbuf + c->soff, k * flen - c->soff);
		} else {
			stamp(tmpl, c->id, c->sent);
			w = xsend(c, tmpl + c->soff, flen - c->soff);
		}
		if (w <= 0)
			return w < 0 && errno == EAGAIN ? 0 : -1;
		c->soff += (size_t)w;
		c->sent += c->soff / flen;
		c->soff %= flen;
	}
}

/* ---- connection life ---- */

static void shut(struct conn *c)
{
#ifdef WITH_TLS
	if (c->ssl) {
		if (c->st >= S_OPEN)
			SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
		c->ssl = NULL;
		ERR_clear_error();
	}
#endif
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	if (c->st == S_CONNECT || c->st == S_TLS || c->st == S_HSK)
		n_connecting--;
	if (c->st == S_OPEN || c->st == S_EOF)
		n_open--;
	free(c->ctl);
	free(c->hs);
	c->ctl = NULL;
	c->hs = NULL;
	c->ctllen = c->ctloff = c->hslen = 0;
	c->st = S_DEAD;
}

/* a failure: count it, drop the connection */
void fail(struct conn *c, uint64_t *counter)
{
	(*counter)++;
	if (issuing || !is_churn())
		e_unanswered += c->queued - c->rcvd;
	c->rcvd = c->queued;
	shut(c);
	c->deadline = now + 20000000; /* churn: try again in 20 ms */
}

static int start_conn(struct conn *c)
{
	uint32_t keep = c->ringcap;
	uint64_t *ring = c->ring;
	uint32_t id = (uint32_t)(c - conns);
	memset(c, 0, sizeof *c);
	c->ring = ring;
	c->ringcap = keep;
	c->id = id;
	c->st = S_CONNECT;
	c->t0 = now = clock_ns();
	c->deadline = now + (is_churn() ? 5 : 30) * SEC;
	n_connecting++;
	int one = 1;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0) {
		fail(c, &e_connect);
		return -1;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (o_nsrc > 1) {
		struct sockaddr_in src = {.sin_family = AF_INET};
		src.sin_addr.s_addr = htonl(0x7f000001u + id % (uint32_t)o_nsrc);
		setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
		if (bind(c->fd, (struct sockaddr *)&src, sizeof src)) {
			fail(c, &e_connect);
			return -1;
		}
	}
	if (connect(c->fd, (struct sockaddr *)&dst, sizeof dst) && errno != EINPROGRESS) {
		fail(c, &e_connect);
		return -1;
	}
	struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
	epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
	return 0;
}

static int send_request(struct conn *c)
{
	uint64_t k[2] = {rng(), rng()};
	char req[4096];
	base64((uint8_t *)k, 16, c->key);
	int n = snprintf(req, sizeof req,
	                 "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	                 "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s%s\r\n",
	                 o_path, o_hosthdr, c->key, o_extra ? o_extra : "", o_extra ? "\r\n" : "");
	put_ctl(c, req, (size_t)n);
	c->st = S_HSK;
	return flush(c);
}

/* response head complete? 1 yes and valid, 0 more needed, -1 invalid */
static int check_response(struct conn *c, size_t *body)
{
	char *e = memmem(c->hs, c->hslen, "\r\n\r\n", 4);
	if (!e)
		return c->hslen > 16384 ? -1 : 0;
	*body = (size_t)(e + 4 - c->hs);
	e[2] = 0;
	if (strncmp(c->hs, "HTTP/1.1 101", 12))
		return -1;
	char *a = strcasestr(c->hs, "\r\nsec-websocket-accept:");
	if (!a)
		return -1;
	a += 23;
	while (*a == ' ')
		a++;
	char want[32];
	accept_key(c->key, want);
	return strncmp(a, want, 28) ? -1 : 1;
}

static void on_open(struct conn *c)
{
	n_connecting--;
	n_open++;
	opened_total++;
	c->st = S_OPEN;
	free(c->hs);
	c->hs = NULL;
	c->hslen = 0;
	if (!first_open_t)
		first_open_t = now;
	last_open_t = now;
	if (!is_churn() || in_window)
		hist_add(&h_hsk, now - c->t0);
	if (is_churn())
		queue_msg(c, now);
}

/* TCP, and TLS where there is, are up */
static int begin(struct conn *c)
{
	if (!is_http())
		return send_request(c);
	on_open(c);
	if (o_mode == M_EVENTS)
		ask_for_stream(c);
	return 0;
}

void count(struct conn *c, uint64_t since)
{
	if (in_window) {
		w_msgs++;
		w_bytes += o_size;
		w_verified += c->check;
	}
	if (o_mode == M_RATE || o_mode == M_IDLE ? since >= win_start && win_start : in_window)
		hist_add(&h_msg, now - since);
}

/* a whole message arrived; -1: drop */
int on_message(struct conn *c)
{
	if (c->rcvd == c->sent && !c->soff) {
		fail(c, &e_verify); /* nothing was asked for */
		return -1;
	}
	int ok = c->moff == o_size && c->mop == (o_text ? 1 : 2) && !c->bad;
	if (ok && o_size >= 8) {
		uint8_t t[8];
		msg_tag(c->id, c->rcvd, t);
		ok = !memcmp(t, c->pre, 8);
	}
	uint64_t t = c->ring[c->rcvd & (c->ringcap - 1)];
	c->rcvd++;
	total_msgs++;
	if (!ok) {
		fail(c, &e_verify);
		return -1;
	}
	count(c, t);
	c->mop = 0;
	c->moff = 0;
	c->bad = 0;
	if ((o_mode == M_ECHO || o_mode == M_HTTP) && issuing)
		queue_msg(c, now);
	else if (o_mode == M_CHURN) {
		uint8_t f[8] = {0x88, 0x82};
		memcpy(f + 2, &maskkey, 4);
		f[6] = 0x03 ^ f[2];
		f[7] = 0xE8 ^ f[3]; /* 1000 */
		put_ctl(c, f, 8);
	} else if (o_mode == M_HTTP_CHURN)
		c->st = S_EOF; /* the request said that it is the last one; the peer closes TCP */
	return 0;
}

/* the next payload bytes of the current message */
void on_payload(struct conn *c, const uint8_t *p, size_t n)
{
	if (c->moff < 8 && n)
		memcpy(c->pre + c->moff, p, n < 8 - c->moff ? n : 8 - (size_t)c->moff);
	if (c->check) {
		size_t skip = c->moff < 8 && o_size >= 8 ? 8 - (size_t)c->moff : 0;
		if (n > skip && memcmp(p + skip, plain + c->moff + skip, n - skip))
			c->bad = 1;
	}
	c->moff += n;
}

void begin_message(struct conn *c, uint8_t op)
{
	c->mop = op;
	c->moff = 0;
	c->bad = 0;
	c->check = o_verify && c->rcvd % o_verify == 0;
}

static int on_frames(struct conn *c, const uint8_t *p, size_t n)
{
	while (n) {
		if (!c->inframe) {
			size_t need = 2;
			if (c->rhl >= 2)
				need = 2 + ((c->rh[1] & 127) == 126 ? 2 : (c->rh[1] & 127) == 127 ? 8 : 0);
			if (c->rhl < need) {
				size_t t = need - c->rhl < n ? need - c->rhl : n;
				memcpy(c->rh + c->rhl, p, t);
				c->rhl += (uint8_t)t;
				p += t, n -= t;
				if (c->rhl < 2)
					continue;
				if (need == 2)
					need = 2 + ((c->rh[1] & 127) == 126 ? 2 : (c->rh[1] & 127) == 127 ? 8 : 0);
				if (c->rhl < need)
					continue;
			}
			uint8_t l7 = c->rh[1] & 127;
			c->rrem = l7;
			if (l7 == 126)
				c->rrem = (uint64_t)c->rh[2] << 8 | c->rh[3];
			else if (l7 == 127) {
				c->rrem = 0;
				for (int i = 0; i < 8; i++)
					c->rrem = c->rrem << 8 | c->rh[2 + i];
			}
			c->rop = c->rh[0] & 15;
			c->rfin = c->rh[0] >> 7;
			c->rhl = 0;
			c->inframe = 1;
			int data = c->rop < 8;
			if ((c->rh[0] & 0x70) || (c->rh[1] & 128) || (data && c->rop > 2) || c->rop > 10 ||
			    (!data && (l7 > 125 || !c->rfin)) || (data && (c->rop == 0) != (c->mop != 0)) ||
			    (data && c->moff + c->rrem > o_size)) {
				fail(c, &e_proto);
				return -1;
			}
			if (data && c->rop)
				begin_message(c, c->rop);
			if (!data) {
				c->hslen = 0;
				if (!c->hs && !(c->hs = malloc(128)))
					exit(1);
			}
		}
		size_t t = c->rrem < n ? (size_t)c->rrem : n;
		if (c->rop < 8)
			on_payload(c, p, t);
		else {
			memcpy(c->hs + c->hslen, p, t);
			c->hslen += t;
		}
		p += t, n -= t;
		c->rrem -= t;
		if (c->rrem)
			continue;
		c->inframe = 0;
		if (c->rop < 8) {
			if (c->rfin && on_message(c))
				return -1;
			continue;
		}
		if (c->rop == 9) {
			uint8_t f[131] = {0x8A, (uint8_t)(0x80 | c->hslen)};
			memcpy(f + 2, &maskkey, 4);
			for (size_t i = 0; i < c->hslen; i++)
				f[6 + i] = (uint8_t)c->hs[i] ^ (uint8_t)(maskkey >> 8 * (i & 3));
			put_ctl(c, f, 6 + c->hslen);
		} else if (c->rop == 8) {
			if (o_mode == M_CHURN && c->rcvd == 1) {
				c->st = S_EOF; /* close echo; the peer closes TCP */
				return 0;
			}
			fail(c, &e_closed);
			return -1;
		}
	}
	return 0;
}

static void on_eof(struct conn *c)
{
	if (c->st != S_EOF) {
		fail(c, c->st == S_OPEN ? &e_closed : &e_handshake);
		return;
	}
	if (in_window) {
		w_cycles++;
		hist_add(&h_cyc, now - c->t0);
	}
	shut(c);
	c->deadline = 0;
	if (issuing)
		start_conn(c);
}

static void on_event(struct conn *c, uint32_t ev)
{
	if (c->st == S_CONNECT) {
		int err = 0;
		socklen_t l = sizeof err;
		if (!(ev & (EPOLLOUT | EPOLLERR | EPOLLHUP)))
			return;
		getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
		if (err) {
			now = clock_ns();
			fail(c, &e_connect);
			return;
		}
#ifdef WITH_TLS
		if (o_tls) {
			c->ssl = SSL_new(ctx);
			SSL_set_fd(c->ssl, c->fd);
			SSL_set_connect_state(c->ssl);
			SSL_set_tlsext_host_name(c->ssl, "localhost");
			c->st = S_TLS;
		} else
#endif
		    if (begin(c)) {
			fail(c, &e_handshake);
			return;
		}
	}
#ifdef WITH_TLS
	if (c->st == S_TLS) {
		int r = SSL_do_handshake(c->ssl);
		if (r != 1) {
			if (tls_result(c, r) < 0 && errno == EAGAIN)
				return;
			fail(c, &e_handshake);
			return;
		}
		if (!tls_info[0])
			snprintf(tls_info, sizeof tls_info, "%s %s", SSL_get_version(c->ssl), SSL_get_cipher_name(c->ssl));
		if (begin(c)) {
			fail(c, &e_handshake);
			return;
		}
	}
#endif
	/* EPOLLOUT comes with every edge; only a blocked sender cares */
	if ((c->ctllen || c->queued != c->sent) && flush(c)) {
		fail(c, c->st == S_OPEN ? &e_closed : &e_handshake);
		return;
	}
	for (;;) {
		ssize_t n = xrecv(c, rbuf, sizeof rbuf);
		if (n < 0 && errno == EAGAIN)
			return;
		now = clock_ns();
		if (n <= 0) {
			on_eof(c);
			return;
		}
		if (c->st == S_EOF)
			continue;
		if (c->st == S_HSK) {
			char *nb = realloc(c->hs, c->hslen + (size_t)n);
			if (!nb)
				exit(1);
			memcpy(nb + c->hslen, rbuf, (size_t)n);
			c->hs = nb;
			c->hslen += (size_t)n;
			size_t body = 0;
			int r = check_response(c, &body);
			if (r < 0) {
				fail(c, &e_handshake);
				return;
			}
			if (r) {
				size_t left = c->hslen - body;
				memcpy(rbuf, c->hs + body, left);
				on_open(c);
				if (left && on_frames(c, rbuf, left))
					return;
			}
		} else if (o_mode == M_EVENTS ? on_stream(c, rbuf, (size_t)n)
		           : is_http() ? on_answers(c, rbuf, (size_t)n) : on_frames(c, rbuf, (size_t)n))
			return;
		if ((c->ctllen || c->queued != c->sent) && flush(c)) {
			fail(c, &e_closed);
			return;
		}
#ifdef WITH_TLS
		if (c->ssl)
			continue;
#endif
		if ((size_t)n < sizeof rbuf && !(ev & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)))
			return;
	}
}

/* one round of the event loop, waiting until `until` (absolute) at most */
static void turn(uint64_t until)
{
	static struct epoll_event evs[512];
	uint64_t t = clock_ns();
	struct timespec ts = {0, 0};
	if (until > t) {
		ts.tv_sec = (time_t)((until - t) / SEC);
		ts.tv_nsec = (long)((until - t) % SEC);
	}
	int n = epoll_pwait2(ep, evs, 512, &ts, NULL);
	now = clock_ns();
	for (int i = 0; i < n; i++) {
		struct conn *c = evs[i].data.ptr;
		if (c->fd >= 0)
			on_event(c, evs[i].events);
	}
	now = clock_ns();
}

/* drop connections which take too long to open (or, churn, to finish) */
static void sweep(void)
{
	static uint64_t next;
	if (now < next)
		return;
	next = now + SEC / 50;
	for (uint32_t i = 0; i < o_conns; i++) {
		struct conn *c = &conns[i];
		if (c->st == S_FREE || !c->deadline || now < c->deadline)
			continue;
		if (c->st == S_CONNECT || c->st == S_TLS || c->st == S_HSK || (is_churn() && c->st != S_DEAD))
			fail(c, &e_timeout);
		else if (is_churn() && c->st == S_DEAD && issuing)
			start_conn(c);
	}
}

static void marker(const char *s)
{
	if (!o_markers)
		return;
	char line[64];
	int n = snprintf(line, sizeof line, "@%s\n", s);
	if (write(2, line, (size_t)n) < 0)
		return;
	if (!strcmp(s, "end")) /* the harness reads /proc now */
		while (read(0, line, 1) < 0 && errno == EINTR)
			;
}

static double cpu_s(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static void print_hist(const char *p, const struct hist *h)
{
	printf(",\"%sp50_us\":%.1f,\"%sp90_us\":%.1f,\"%sp99_us\":%.1f,\"%sp99_9_us\":%.1f,\"%smax_us\":%.1f,\"%smean_us\":%.1f,\"%sn\":%llu",
	       p, hist_q(h, .5), p, hist_q(h, .9), p, hist_q(h, .99), p, hist_q(h, .999), p,
	       (double)h->max / 1000, p, h->n ? h->sum / (double)h->n / 1000 : 0, p, (unsigned long long)h->n);
}

static void usage(void)
{
	fprintf(stderr,
	        "usage: wsload -p PORT [options]\n"
	        "  -m echo|rate|churn|idle|http|http-churn|events  mode (echo)\n"
	        "  -h ADDR   IPv4 address (127.0.0.1)      -p PORT   port\n"
	        "  -u PATH   request target (/)            -H HOST   Host header (ADDR:PORT)\n"
	        "  -X LINE   an extra request header line  -S        TLS 1.3, SNI localhost, certificate not verified\n"
	        "  -c N      connections (100)             -s BYTES  payload; http, http-churn: body of the answer (64)\n"
	        "  -d N      echo, http: messages in flight per connection (1)\n"
	        "  -r R      rate: messages/s in total; idle, events: connections opened/s (1000)\n"
	        "  -i SECS   idle: a message per connection every SECS (0: none)\n"
	        "  -t SECS   measured time (5)             -w SECS   before it (1; idle: 0)\n"
	        "  -T        text messages                 -V N      verify all bytes of every Nth echo (16)\n"
	        "  -B N      source addresses 127.0.0.1..N (1 per %d connections)\n"
	        "  -M        print @start/@end on stderr and, at the end, wait for a byte on stdin\n"
	        "  -F        print \"tls\" when built with it, and end\n",
	        CONNS_PER_SRC);
	exit(2);
}

static void on_sigint(int s) { (void)s; interrupted = 1; }

int main(int argc, char **argv)
{
	int o;
	while ((o = getopt(argc, argv, "m:h:p:u:H:X:c:s:d:r:i:t:w:V:B:STMF")) != -1)
		switch (o) {
		case 'm':
			for (o_mode = M_EVENTS; o_mode >= 0 && strcmp(optarg, mode_names[o_mode]); o_mode--)
				;
			if (o_mode < 0)
				usage();
			break;
		case 'h': o_host = optarg; break;
		case 'p': o_port = atoi(optarg); break;
		case 'u': o_path = optarg; break;
		case 'H': o_hosthdr = optarg; break;
		case 'X': o_extra = optarg; break;
		case 'c': o_conns = (uint32_t)atol(optarg); break;
		case 's': o_size = (size_t)atoll(optarg); break;
		case 'd': o_depth = (uint32_t)atol(optarg); break;
		case 'r': o_rate = atof(optarg); break;
		case 'i': o_interval = atof(optarg); break;
		case 't': o_secs = atof(optarg); break;
		case 'w': o_warm = atof(optarg); break;
		case 'V': o_verify = (uint32_t)atol(optarg); break;
		case 'B': o_nsrc = atoi(optarg); break;
		case 'S': o_tls = 1; break;
		case 'T': o_text = 1; break;
		case 'M': o_markers = 1; break;
		case 'F':
#ifdef WITH_TLS
			puts("tls");
#endif
			return 0;
		default: usage();
		}
	if (!o_port || !o_conns || !o_depth || o_rate <= 0 || o_size > 64u << 20)
		usage();
	if (o_mode == M_EVENTS)
		o_size = EVENT;
	if (o_warm < 0)
		o_warm = o_mode == M_IDLE ? 0 : 1;
	if (!o_nsrc)
		o_nsrc = (int)((o_conns + CONNS_PER_SRC - 1) / CONNS_PER_SRC);
	static char hh[128];
	if (!o_hosthdr) {
		snprintf(hh, sizeof hh, "%s:%d", o_host, o_port);
		o_hosthdr = hh;
	}
	dst.sin_family = AF_INET;
	dst.sin_port = htons((uint16_t)o_port);
	if (inet_pton(AF_INET, o_host, &dst.sin_addr) != 1)
		usage();
	if (o_tls) {
#ifdef WITH_TLS
		ctx = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
		/* one version, suite and group: all proxies do the same work; no session is kept, hence none is resumed */
		if (!SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) || !SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") ||
		    !SSL_CTX_set1_groups_list(ctx, "X25519"))
			return 1;
		SSL_CTX_set_read_ahead(ctx, 1);
		SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
#else
		fprintf(stderr, "wsload: built without TLS\n");
		return 2;
#endif
	}
	struct rlimit rl = {1048576, 1048576};
	if (setrlimit(RLIMIT_NOFILE, &rl) && !getrlimit(RLIMIT_NOFILE, &rl)) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
	prctl(PR_SET_TIMERSLACK, 1);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, on_sigint);
	signal(SIGTERM, on_sigint);
	rng_s = clock_ns() ^ (uint64_t)getpid() << 32;
	if (is_http())
		build_request();
	else
		build_template();
	conns = calloc(o_conns, sizeof *conns);
	ep = epoll_create1(EPOLL_CLOEXEC);
	if (!conns || ep < 0)
		return 1;
	for (uint32_t i = 0; i < o_conns; i++)
		conns[i].fd = -1;

	/* ---- open the connections (churn: start the workers) ---- */
	uint64_t t_begin = now = clock_ns();
	issuing = is_churn();
	if (is_churn()) {
		for (uint32_t i = 0; i < o_conns; i++)
			start_conn(&conns[i]);
	} else {
		while (!interrupted && (n_next < o_conns || n_connecting)) {
			uint64_t wake = now + SEC / 50;
			while (n_next < o_conns && n_connecting < MAX_CONNECTING) {
				if (o_mode == M_IDLE || o_mode == M_EVENTS) {
					uint64_t due = t_begin + (uint64_t)((double)n_next * 1e9 / o_rate);
					if (due > now) {
						wake = due;
						break;
					}
				}
				start_conn(&conns[n_next++]);
			}
			turn(wake);
			sweep();
		}
	}
	double open_s = (double)(clock_ns() - t_begin) / 1e9;

	/* ---- traffic ---- */
	uint64_t t_traffic = now = clock_ns();
	uint64_t t_win = t_traffic + (uint64_t)(o_warm * 1e9);
	uint64_t t_stop = t_win + (uint64_t)(o_secs * 1e9);
	uint64_t n_sched = 0;
	double rate = o_mode == M_RATE ? o_rate : o_mode == M_IDLE && o_interval > 0 ? o_conns / o_interval : 0;
	double cpu0 = 0, cpu1 = 0;
	uint32_t open0 = 0;
	issuing = 1;
	if (o_mode == M_ECHO || o_mode == M_HTTP)
		for (uint32_t i = 0; i < o_conns; i++) {
			struct conn *c = &conns[i];
			if (c->st != S_OPEN)
				continue;
			now = clock_ns();
			for (uint32_t k = 0; k < o_depth; k++)
				queue_msg(c, now);
			if (flush(c))
				fail(c, &e_closed);
		}
	while (!interrupted && (is_churn() || n_open)) {
		now = clock_ns();
		if (!in_window && now >= t_win) {
			win_start = t_win;
			in_window = 1;
			open0 = n_open;
			cpu0 = cpu_s();
			win_start = clock_ns();
			t_stop = win_start + (uint64_t)(o_secs * 1e9);
			marker("start");
		}
		if (in_window && now >= t_stop)
			break;
		uint64_t wake = in_window ? t_stop : t_win;
		if (rate > 0) {
			for (;;) {
				uint64_t due = t_traffic + (uint64_t)((double)n_sched * 1e9 / rate);
				if (due > now) {
					if (due < wake)
						wake = due;
					break;
				}
				struct conn *c = &conns[n_sched++ % o_conns];
				if (c->st != S_OPEN) {
					e_unsent++;
					continue;
				}
				queue_msg(c, due);
				if (flush(c))
					fail(c, &e_closed);
				now = clock_ns();
				if (now >= t_stop && in_window)
					break;
			}
		}
		if (is_churn() && wake > now + SEC / 50)
			wake = now + SEC / 50;
		turn(wake);
		if (is_churn())
			sweep();
	}
	win_end = clock_ns();
	in_window = 0;
	issuing = 0;
	cpu1 = cpu_s();
	uint32_t open1 = n_open;
	if (win_start)
		marker("end");

	/* ---- drain: what is still in flight gets 5 s ---- */
	uint64_t t_drain = clock_ns() + 5 * SEC;
	while (!is_churn() && (now = clock_ns()) < t_drain) {
		uint64_t pending = 0;
		for (uint32_t i = 0; i < o_conns; i++)
			if (conns[i].st == S_OPEN)
				pending += conns[i].queued - conns[i].rcvd;
		if (!pending)
			break;
		turn(now + SEC / 100);
	}
	for (uint32_t i = 0; i < o_conns && !is_churn(); i++)
		if (conns[i].st == S_OPEN)
			e_unanswered += conns[i].queued - conns[i].rcvd + (o_mode == M_EVENTS && now > conns[i].deadline);
	for (uint32_t i = 0; i < o_conns; i++)
		if (conns[i].fd >= 0)
			shut(&conns[i]);

	/* ---- report ---- */
	double secs = win_start ? (double)(win_end - win_start) / 1e9 : 0;
	double div = secs > 0 ? secs : 1;
	uint64_t errors = e_connect + e_handshake + e_proto + e_verify + e_closed + e_timeout + e_unanswered + e_unsent;
	printf("{\"mode\":\"%s\",\"tls\":%s,\"conns\":%u,\"size\":%zu,\"depth\":%u,\"secs\":%.3f", mode_names[o_mode],
	       o_tls ? "true" : "false", o_conns, o_size, o_depth, secs);
#ifdef WITH_TLS
	if (o_tls)
		printf(",\"tls_info\":\"%s\"", tls_info);
#endif
	if (is_churn()) {
		printf(",\"cycles\":%llu,\"handshakes_s\":%.1f", (unsigned long long)w_cycles, (double)w_cycles / div);
		print_hist("cycle_", &h_cyc);
	} else {
		if (rate > 0)
			printf(",\"target_msgs_s\":%.1f", rate);
		printf(",\"msgs\":%llu,\"msgs_s\":%.1f,\"mb_s\":%.2f", (unsigned long long)w_msgs, (double)w_msgs / div,
		       (double)w_bytes / div / 1e6);
		print_hist("", &h_msg);
		printf(",\"open_start\":%u,\"open_end\":%u,\"open_secs\":%.3f,\"max_in_flight\":%llu", open0, open1, open_s,
		       (unsigned long long)max_backlog);
	}
	print_hist("hs_", &h_hsk);
	printf(",\"opened\":%llu,\"total_msgs\":%llu,\"verified\":%llu,\"load_cpu_s\":%.3f", (unsigned long long)opened_total,
	       (unsigned long long)total_msgs, (unsigned long long)w_verified, cpu1 - cpu0);
	printf(",\"errors\":%llu,\"e_connect\":%llu,\"e_handshake\":%llu,\"e_proto\":%llu,\"e_verify\":%llu,\"e_closed\":%llu"
	       ",\"e_timeout\":%llu,\"e_unanswered\":%llu,\"e_unsent\":%llu}\n",
	       (unsigned long long)errors, (unsigned long long)e_connect, (unsigned long long)e_handshake,
	       (unsigned long long)e_proto, (unsigned long long)e_verify, (unsigned long long)e_closed,
	       (unsigned long long)e_timeout, (unsigned long long)e_unanswered, (unsigned long long)e_unsent);
	return errors ? 1 : 0;
}
