package vcr

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"

	"github.com/dnaeon/go-vcr/v2/recorder"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// vcrVersion is that of go-vcr; a test compares it with go.mod.
const vcrVersion = "2.1.0"

// stage is where recordings of one source are made.
type stage struct {
	source   Source
	tool     string
	recorded func() string // the day
	run      func() string // makes the ids of one scenario unique
	// open prepares a world for one scenario, but for its ids, and says how to leave it.
	open func(scenario.Scenario) (world *scenario.World, leave func(), err error)
}

// record records scenarios into the library. A scenario that fails keeps the cassette that it had; the error says where what
// was recorded of it is.
func (l *Library) record(ctx context.Context, st stage, scenarios []scenario.Scenario) error {
	document := spec.YAML()
	var errs []error
	for _, s := range scenarios {
		if err := ctx.Err(); err != nil {
			errs = append(errs, err)
			break
		}
		entry := Cassette{
			File: st.source.file(s.Name), Source: st.source, Scenario: s.Name, About: s.About, Tool: st.tool, Document: digest.SHA256(document),
			Redactions: st.source.redactions(), Known: s.Known,
		}
		if err := l.tape(ctx, st, s, &entry); err != nil {
			errs = append(errs, fmt.Errorf("vcr: record %s: %w", s.Name, err))
			continue
		}
		l.put(entry)
	}
	return errors.Join(append(errs, l.save(document))...)
}

// tape records one scenario.
func (l *Library) tape(ctx context.Context, st stage, s scenario.Scenario, entry *Cassette) error {
	world, leave, err := st.open(s)
	if err != nil {
		return err
	}
	defer leave()
	real, err := newKeys(world.Credentials, world.WrongCredentials)
	if err != nil {
		return err
	}
	redactor, err := newRedactor(st.source, real, l.members)
	if err != nil {
		return err
	}
	target := l.path(*entry)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	// A folder of its own: go-vcr would add to a cassette that exists.
	scratch, err := os.MkdirTemp("", "iyzipayout-cassette-")
	if err != nil {
		return err
	}
	draft := filepath.Join(scratch, s.Name)
	deck, err := recorder.NewAsMode(draft, recorder.ModeRecording, world.HTTP.Transport)
	if err != nil {
		return err
	}
	deck.AddSaveFilter(redactor.redact)
	spy := &keySpy{next: deck, seen: map[string]bool{}}
	world.HTTP = &http.Client{Transport: spy}
	entry.Run, entry.Recorded = st.run(), st.recorded()
	world.ID = ids(entry.Run)
	ran := s.Run(ctx, world)
	draft += tapeEnding
	data, err := stopped(deck, draft)
	if err = errors.Join(err, spy.leaked(data), errors.Join(leaks(data)...)); err != nil {
		return errors.Join(ran, err, os.RemoveAll(scratch))
	}
	if ran != nil {
		return fmt.Errorf("%w (what was recorded is in %s)", ran, draft)
	}
	return errors.Join(os.RemoveAll(scratch), maybe.WriteFile(target, data, 0o644))
}

// stopped ends a recording and reads it.
func stopped(deck *recorder.Recorder, draft string) ([]byte, error) {
	if err := deck.Stop(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(draft)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("nothing was recorded")
	}
	return data, err
}

// keySpy notes the API keys that go through it.
type keySpy struct {
	next http.RoundTripper
	seen map[string]bool
}

func (k *keySpy) RoundTrip(r *http.Request) (*http.Response, error) {
	if s, err := signing.ParseHeader(r.Header.Get(signing.HeaderAuthorization)); err == nil {
		k.seen[s.APIKey()] = true
	}
	return k.next.RoundTrip(r)
}

// leaked reports a real key in a cassette.
func (k *keySpy) leaked(data []byte) error {
	for key := range k.seen {
		if holds(data, key) {
			return errors.New("the cassette would hold an API key: it is not saved")
		}
	}
	return nil
}
