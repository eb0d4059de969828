package emulator

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// between is how often a view that somebody looks at is made anew, besides after each button.
const between = 400 * time.Millisecond

// bell tells all who look that a button was pressed.
type bell struct {
	mu   sync.Mutex
	rung chan struct{} // closed by the next ring; nil where nobody waits
}

func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung == nil {
		b.rung = make(chan struct{})
	}
	return b.rung
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung != nil {
		close(b.rung)
		b.rung = nil
	}
}

// events sends the parts of a view (?at=, its path and query) as server-sent events: all of them first, and then each that has changed.
// The emulator has no timers of its own, so that looking is what makes things happen.
func (e *Emulator) events(w http.ResponseWriter, r *http.Request) {
	at, err := url.Parse(r.URL.Query().Get("at"))
	if err != nil || at.Scheme != "" || at.Host != "" {
		controlRefusal(http.StatusBadRequest, "at: must be the path and query of a view").send(w)
		return
	}
	looked := r.Clone(r.Context())
	looked.URL = at
	first, is, err := e.view(looked)
	if err != nil || !is || first == nil {
		controlRefusal(http.StatusNotFound, "there is no such view").send(w)
		return
	}
	controller := http.NewResponseController(w)
	_ = controller.SetWriteDeadline(time.Time{}) // it is to last
	_ = controller.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream; charset=UTF-8")
	w.WriteHeader(http.StatusOK)
	last := map[string][]byte{}
	ticks := time.NewTicker(between)
	defer ticks.Stop()
	for quiet := 0; ; quiet++ {
		pressed := e.pressed.wait()
		v, _, err := e.view(looked)
		if err != nil {
			return
		}
		sent, err := sendParts(w, v, last)
		if sent {
			quiet = 0
		}
		if quiet == 30 { // a connection that nobody listens to any more is found out
			quiet = 0
			_, err = fmt.Fprint(w, ":\n\n")
		}
		if err != nil || controller.Flush() != nil || v == nil {
			return
		}
		select {
		case <-ticks.C:
		case <-pressed:
		case <-r.Context().Done():
			return
		case <-e.stopped:
			return
		}
	}
}

// sendParts sends what differs from what was sent last. Of a view that is no more it sends that.
func sendParts(w http.ResponseWriter, v *view, last map[string][]byte) (sent bool, err error) {
	if v == nil {
		_, err = fmt.Fprint(w, "event: gone\ndata: gone\n\n")
		return true, err
	}
	for _, name := range v.parts {
		text, err := v.part(name)
		if err != nil {
			return sent, err
		}
		if bytes.Equal(text, last[name]) {
			continue
		}
		last[name], sent = text, true
		data := strings.NewReplacer("\r", " ", "\n", "\ndata: ").Replace(name + "\n" + string(text)) // either would end the line
		if _, err := fmt.Fprintf(w, "event: part\ndata: %s\n\n", data); err != nil {
			return sent, err
		}
	}
	return sent, nil
}
