package vcr

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/dnaeon/go-vcr/v2/recorder"
	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/signing"
)

// deck is an http.RoundTripper that records one cassette, for one call at a time. go-vcr would add to a cassette that exists, so
// it writes into a folder of its own.
type deck struct {
	vcr     *recorder.Recorder
	draft   string
	apiKeys map[string]bool // those that went through
}

func newDeck(next http.RoundTripper) (*deck, error) {
	scratch, err := os.MkdirTemp("", "iyzipayout-cassette-")
	if err != nil {
		return nil, err
	}
	d := &deck{draft: filepath.Join(scratch, "draft"+tapeEnding), apiKeys: map[string]bool{}}
	if d.vcr, err = recorder.NewAsMode(filepath.Join(scratch, "draft"), recorder.ModeRecording, next); err != nil {
		return nil, errors.Join(err, d.discard())
	}
	return d, nil
}

func (d *deck) RoundTrip(r *http.Request) (*http.Response, error) {
	if s, err := signing.ParseHeader(r.Header.Get(signing.HeaderAuthorization)); err == nil {
		d.apiKeys[s.APIKey()] = true
	}
	return d.vcr.RoundTrip(r)
}

// end ends the recording and returns it, masked. It is an error if it holds what must not be saved all the same.
func (d *deck) end(r *redactor) ([]byte, error) {
	d.vcr.AddSaveFilter(r.redact)
	if err := d.vcr.Stop(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(d.draft)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("nothing was recorded")
	}
	found := append(leaks(data), err)
	for key := range d.apiKeys {
		if holds(data, key) {
			found = append(found, errors.New("the cassette would hold an API key: it is not saved"))
		}
	}
	return data, errors.Join(found...)
}

// discard removes what was recorded.
func (d *deck) discard() error { return os.RemoveAll(filepath.Dir(d.draft)) }

// writeTape saves a cassette in one step.
func writeTape(file string, data []byte) error {
	return errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), maybe.WriteFile(file, data, 0o644))
}
