package emulator

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// WithLog writes a line about each call of the API to log: method, path, status, duration and conversationId. Nothing else of a call is
// in it; ids that do not look like ids, and paths that are no operation's, are left out, because they may be anything.
func WithLog(log *slog.Logger) Option {
	return option(func(s *settings) error {
		s.log = log
		return nil
	})
}

// logged is what is found out about a call while it is answered.
type logged struct {
	http.ResponseWriter
	status       int // 0 where the connection was reset
	conversation string
}

// loggedKey is the key of a *logged in the context of a request.
type loggedKey struct{}

// Unwrap lets http.ResponseController get at the connection.
func (l *logged) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l *logged) WriteHeader(status int) {
	l.status = status
	l.ResponseWriter.WriteHeader(status)
}

// log calls next and writes about it, also where it ends the connection by a panic.
func (e *Emulator) log(w http.ResponseWriter, r *http.Request, next func(http.ResponseWriter, *http.Request)) {
	began, entry := time.Now(), &logged{ResponseWriter: w}
	defer func() {
		path := "-"
		if route, id, _ := e.contract.match(r.Method, r.URL.EscapedPath()); route != nil && (id == "" || looksLikeID(id)) {
			path = r.URL.Path
		} else if route != nil {
			path = route.operation.Path()
		}
		attributes := []slog.Attr{
			slog.String("method", method(r)), slog.String("path", path), slog.Int("status", entry.status),
			slog.Duration("duration", time.Since(began).Round(time.Microsecond)),
		}
		if looksLikeID(entry.conversation) {
			attributes = append(attributes, slog.String("conversationId", entry.conversation))
		}
		e.settings.log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "call", attributes...)
	}()
	next(entry, r.WithContext(context.WithValue(r.Context(), loggedKey{}, entry)))
}

// method is that of a request if it is one of HTTP's own.
func method(r *http.Request) string {
	if regexp.MustCompile(`^[A-Z]{3,7}$`).MatchString(r.Method) {
		return r.Method
	}
	return "-"
}

// looksLikeID holds for what may stand in a log: no name with a blank, no address, and nothing as long a run of digits as the numbers of
// persons, phones, accounts and cards are.
func looksLikeID(id string) bool {
	const group = "[0-9a-f]{4}"
	return regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`).MatchString(id) &&
		(!regexp.MustCompile(`[0-9]{10}`).MatchString(id) || regexp.MustCompile("^"+group+group+strings.Repeat("-"+group, 4)+group+group+"$").MatchString(id))
}

// note keeps for the log which conversation an answer belongs to.
func (c *call) note(conversation string) {
	if c.request == nil {
		return
	}
	if entry, ok := c.request.Context().Value(loggedKey{}).(*logged); ok {
		entry.conversation = conversation
	}
}

// longestBody is how long a body may take to arrive.
const longestBody = time.Minute

// timed reads a body with a deadline, which ends with the body: an answer may take its time.
type timed struct {
	io.ReadCloser
	connection *http.ResponseController
	within     time.Duration
	began      bool
}

func (t *timed) Read(p []byte) (int, error) {
	if !t.began {
		t.began = true
		_ = t.connection.SetReadDeadline(time.Now().Add(t.within))
	}
	n, err := t.ReadCloser.Read(p)
	if err == io.EOF { // after any other error the server must not wait for the rest
		_ = t.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}
