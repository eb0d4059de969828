package vcr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/dnaeon/go-vcr/v2/cassette"
	"github.com/dnaeon/go-vcr/v2/recorder"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Why a replay fails.
var (
	ErrNoCassette = errors.New("there is no cassette")
	ErrUnmatched  = errors.New("the request is not the next one of the cassette")
	ErrSignature  = errors.New("the request is not signed as the recorded one")
	ErrUnused     = errors.New("the cassette holds more than was asked for")
)

// player is an http.RoundTripper that answers from a cassette; see [Library.Play].
type player struct {
	file  string
	keys  keys // that the cassette is signed with
	sent  keys // that requests are signed with
	taped []contract.Exchange

	mu     sync.Mutex
	masker *masker
	deck   *recorder.Recorder
	next   int
	failed error
}

// play opens a cassette.
func play(file string, source Source, m members) (*player, error) {
	taped, err := readTape(file)
	if err != nil {
		return nil, err
	}
	k, err := source.keys()
	if err != nil {
		return nil, err
	}
	// go-vcr decides by the file's absence what it does, and where it looks for a file it adds the ending itself.
	deck, err := recorder.NewAsMode(strings.TrimSuffix(file, tapeEnding), recorder.ModeReplaying, noNetwork{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	deck.SkipRequestLatency = true
	// The player compares before go-vcr does, which gives out the first interaction that was not played yet: the next one.
	deck.SetMatcher(func(*http.Request, cassette.Request) bool { return true })
	return &player{file: file, keys: k, sent: k, taped: taped, masker: newMasker(m), deck: deck}, nil
}

const tapeEnding = ".yaml"

func readTape(file string) ([]contract.Exchange, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s: record it with make record", ErrNoCassette, file)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	exchanges, err := contract.ReadCassette(file, f)
	for i, e := range exchanges {
		if e.Unread != "" {
			return nil, fmt.Errorf("%s: interaction %d: %s", file, i, e.Unread)
		}
	}
	return exchanges, err
}

var errNetwork = errors.New("replay does not touch the network")

// noNetwork is what stands behind a player.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) { return nil, errNetwork }

// RoundTrip answers the next request.
func (p *player) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		p.failed = p.match(r, body)
	}
	if p.failed != nil {
		return nil, p.failed
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := p.deck.RoundTrip(r)
	if err != nil {
		return nil, err // the request's context has ended, and nothing was played
	}
	p.masker.keep(p.taped[p.next].Response.Body)
	p.next++
	return answer, nil
}

// takeBody reads a request's body to its end and closes it, as a RoundTripper must.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	return body, errors.Join(err, r.Body.Close())
}

// match compares a request with the next interaction.
func (p *player) match(r *http.Request, body []byte) error {
	sent := newMessage(r.Method, r.URL, r.Header, p.masker.body(body))
	if p.next >= len(p.taped) {
		return fmt.Errorf("%w: %s: all %d interactions were played, and %s %s comes on top", ErrUnmatched, p.file, len(p.taped), sent["method"], sent["path"])
	}
	next := p.taped[p.next]
	if len(differences(sent, recordedMessage(next))) > 0 {
		return p.mismatch(sent)
	}
	got := p.sent.signatureOf(r.Method, r.URL.String(), r.Header, body)
	want := p.keys.signatureOf(next.Request.Method, next.Request.URL.String(), next.Request.Header, next.Request.Body)
	if got != want {
		return fmt.Errorf("%w: %s: interaction %d, %s %s: it is signed %s, the recorded one %s",
			ErrSignature, p.file, p.next, sent["method"], sent["path"], got, want)
	}
	return nil
}

func recordedMessage(x contract.Exchange) message {
	return newMessage(x.Request.Method, x.Request.URL, x.Request.Header, x.Request.Body)
}

// mismatch says what differs from the nearest interaction, and where that stands.
func (p *player) mismatch(sent message) error {
	nearest, least := p.next, differences(sent, recordedMessage(p.taped[p.next]))
	for i, x := range p.taped {
		if lines := differences(sent, recordedMessage(x)); len(lines) < len(least) {
			nearest, least = i, lines
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s: interaction %d of %d is next; the nearest is interaction %d", p.file, sent["method"], sent["path"], p.next, len(p.taped), nearest)
	switch {
	case nearest < p.next:
		b.WriteString(", which was played already")
	case nearest > p.next:
		b.WriteString(", which comes later")
	}
	if len(least) == 0 {
		b.WriteString(" and the same")
	}
	for _, line := range least {
		b.WriteString("\n  " + line)
	}
	return fmt.Errorf("%w: %s", ErrUnmatched, b.String())
}

// end returns the failure of the replay, or [ErrUnused] when something of the cassette was not asked for.
func (p *player) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed != nil || p.next >= len(p.taped) {
		return p.failed
	}
	first := recordedMessage(p.taped[p.next])
	return fmt.Errorf("%w: %s: %d of %d interactions were not played, from %s %s on", ErrUnused, p.file, len(p.taped)-p.next, len(p.taped), first["method"], first["path"])
}
