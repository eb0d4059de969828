package vcr

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/dnaeon/go-vcr/v2/recorder"
	"github.com/google/renameio/v2/maybe"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// RecordVariable is the environment variable that makes [Test] record, when it is 1.
const RecordVariable = "IYZIPAYOUT_RECORD"

// tb is what [Test] needs of a test.
type tb interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Skipped() bool
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// Test returns the transport of a client of one's own, which plays a cassette, a file whose name ends in .yaml. Replay is
// strict and touches no network: each request must be the next one of the cassette, and signed with these credentials as the
// recorded one was; a test that leaves exchanges unused fails.
//
// With IYZIPAYOUT_RECORD=1 it records the cassette instead, from the vendor's sandbox or from a service on this machine,
// whichever the client calls: the host decides what the cassette says of where it comes from, and every other host is refused,
// production first. Only a test that has passed, whose calls each got an answer and did not overlap, leaves a cassette;
// otherwise the old one stays. Ids that are sent must be the same in each run. Waits take as long as when they were recorded.
//
// While recording, calls go through next where it is given, such as the transport of a client with roots of its own, and else
// through http.DefaultTransport.
//
// Either way the exchanges are held against the document at the end, and an error fails the test with the report's text.
func Test(t tb, file string, credentials signing.Credentials, next ...http.RoundTripper) http.RoundTripper {
	t.Helper()
	through := http.DefaultTransport
	if len(next) > 0 && next[0] != nil {
		through = next[0]
	}
	return own(t, file, credentials, os.Getenv(RecordVariable) == "1", through)
}

func own(t tb, file string, credentials signing.Credentials, record bool, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	begin := ownPlayer
	if record {
		begin = func(t tb, file string, sent keys, m members) (http.RoundTripper, error) {
			if credentials.Environment() != signing.Sandbox {
				return nil, errors.New("the keys are those of production: record with keys that begin with sandbox-")
			}
			return ownTape(t, file, sent, m, next)
		}
	}
	transport, err := func() (http.RoundTripper, error) {
		if filepath.Ext(file) != tapeEnding {
			return nil, errors.New("the name of a cassette must end in .yaml")
		}
		doc, err := theDocument()
		if err != nil {
			return nil, err
		}
		stranger, err := signing.NewCredentials("sandbox-nobody-api-key", "sandbox-nobody-secret-key")
		if err != nil {
			return nil, err
		}
		sent, err := newKeys(credentials, stranger)
		if err != nil {
			return nil, err
		}
		return begin(t, file, sent, doc.members)
	}()
	if err != nil {
		t.Fatalf("vcr: %s: %v", file, err)
	}
	return transport
}

// provenance stands at the top of a cassette of one's own; go-vcr and the checker pass it over.
type provenance struct {
	Source     Source   `yaml:"source"`
	Proves     string   `yaml:"proves"`
	Recorded   string   `yaml:"recorded"` // the day
	Tool       string   `yaml:"tool"`
	Document   string   `yaml:"document"` // the SHA-256 of the document that was in force
	Redactions []string `yaml:"redactions"`
}

func newProvenance(source Source) provenance {
	p := provenance{
		Source: source, Proves: "what the vendor's sandbox answered", Recorded: time.Now().UTC().Format(time.DateOnly),
		Tool:     fmt.Sprintf("iyzipayout %s; go-vcr %s", signing.DefaultClientVersion, vcrVersion),
		Document: digest.SHA256(spec.YAML()), Redactions: source.redactions(),
	}
	if source == Emulator {
		p.Proves = "nothing about the vendor: a service on the recording machine answered"
	}
	return p
}

// ownSource reads where a cassette comes from, and holds its addresses against that.
func ownSource(file string, exchanges []contract.Exchange) (Source, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var top struct {
		Provenance provenance `yaml:"provenance"`
	}
	if err := yaml.Unmarshal(data, &top); err != nil {
		return "", err
	}
	source := top.Provenance.Source
	if source != Emulator && source != Sandbox {
		return "", fmt.Errorf("provenance.source is %q, must be %s or %s: record it with %s=1", source, Emulator, Sandbox, RecordVariable)
	}
	for i, x := range exchanges {
		if at := x.Request.URL.Scheme + "://" + x.Request.URL.Host; at != source.BaseURL() {
			return "", fmt.Errorf("interaction %d was recorded from %s, and provenance.source says %s", i, at, source)
		}
	}
	return source, nil
}

// ownPlayer plays a cassette and checks it at the end.
func ownPlayer(t tb, file string, sent keys, m members) (http.RoundTripper, error) {
	exchanges, err := readTape(file)
	if errors.Is(err, ErrNoCassette) {
		return nil, fmt.Errorf("%w: record it with %s=1 go test", ErrNoCassette, RecordVariable)
	}
	if err != nil {
		return nil, err
	}
	source, err := ownSource(file, exchanges)
	if err != nil {
		return nil, err
	}
	p, err := play(file, source, m)
	if err != nil {
		return nil, err
	}
	p.sent = sent
	t.Cleanup(func() {
		if err := p.end(); err != nil {
			t.Errorf("vcr: %v", err)
		}
		checkOwn(t, file, source, exchanges)
	})
	return p, nil
}

// checkOwn holds a cassette against the document.
func checkOwn(t tb, file string, source Source, exchanges []contract.Exchange) {
	checker, err := new(Library).Checker(source)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	var found report.Check
	found.AddOutcome(file, checker.CheckRecording(exchanges))
	write, err := report.For("text")
	var text bytes.Buffer
	if err == nil {
		err = write(&text, found.Report())
	}
	switch {
	case err != nil:
		t.Errorf("vcr: %s: %v", file, err)
	case found.Count(contract.Error) > 0 || !found.Complete():
		t.Errorf("vcr: %s is not what the document promises\n%s", file, &text)
	case found.Count(contract.Warning) > 0:
		t.Logf("%s", &text)
	}
}

// tape is an http.RoundTripper that records.
type tape struct {
	spy *keySpy

	mu     sync.Mutex
	source Source
	busy   bool
	failed error // the first reason why there can be no cassette
}

// ownTape records a cassette, and saves it at the end of a test that has passed.
func ownTape(t tb, file string, real keys, m members, next http.RoundTripper) (http.RoundTripper, error) {
	scratch, err := os.MkdirTemp("", "iyzipayout-cassette-")
	if err != nil {
		return nil, err
	}
	draft := filepath.Join(scratch, "draft")
	deck, err := recorder.NewAsMode(draft, recorder.ModeRecording, next)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	made := &tape{spy: &keySpy{next: deck, seen: map[string]bool{}}}
	t.Cleanup(func() {
		made.mu.Lock()
		defer made.mu.Unlock()
		var err error
		switch {
		case made.failed != nil:
			err = made.failed
		case t.Failed() || t.Skipped():
		case made.source == "":
			err = errors.New("nothing was recorded")
		case made.busy:
			err = errors.New("the test ended during a call")
		default:
			err = made.save(deck, draft+tapeEnding, file, real, m)
		}
		if err = errors.Join(err, os.RemoveAll(scratch)); err != nil {
			t.Errorf("vcr: %s was not recorded: %v", file, err)
		} else if !t.Failed() && !t.Skipped() {
			exchanges, err := readTape(file)
			if err != nil {
				t.Errorf("vcr: %v", err)
				return
			}
			checkOwn(t, file, made.source, exchanges)
		}
	})
	return made, nil
}

// RoundTrip passes a request on. Once something stands against a cassette, nothing more is sent.
func (p *tape) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := p.enter(r.URL); err != nil {
		if r.Body != nil {
			err = errors.Join(err, r.Body.Close())
		}
		return nil, err
	}
	answer, err := p.spy.RoundTrip(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy = false
	if err != nil && p.failed == nil {
		p.failed = fmt.Errorf("%s %s got no answer, and a cassette holds answers only", r.Method, r.URL.EscapedPath())
	}
	return answer, err
}

func (p *tape) enter(u *url.URL) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	source, err := sourceOf(u)
	switch {
	case p.failed != nil:
	case err != nil:
		p.failed = err
	case p.source != "" && source != p.source:
		p.failed = fmt.Errorf("one cassette cannot come from %s and from %s", p.source, source)
	case p.busy:
		p.failed = errors.New("calls overlap, which have another order each time: make one after the other while recording")
	default:
		p.source, p.busy = source, true
	}
	return p.failed
}

// sourceOf goes by the host, so that nobody has to say, or could say wrongly, where a cassette comes from.
func sourceOf(u *url.URL) (Source, error) {
	address := net.ParseIP(u.Hostname())
	switch at := u.Scheme + "://" + u.Host; {
	case at == Sandbox.BaseURL():
		return Sandbox, nil
	case u.Hostname() == "localhost" || address != nil && address.IsLoopback():
		return Emulator, nil
	default:
		return "", fmt.Errorf("%s is neither the vendor's sandbox nor on this machine: nothing is sent there", at)
	}
}

func (p *tape) save(deck *recorder.Recorder, draft, file string, real keys, m members) error {
	redactor, err := newRedactor(p.source, real, m)
	if err != nil {
		return err
	}
	deck.AddSaveFilter(redactor.redact)
	data, err := stopped(deck, draft)
	if err = errors.Join(err, p.spy.leaked(data), errors.Join(leaks(data)...)); err != nil {
		return err
	}
	top, err := yaml.Marshal(map[string]provenance{"provenance": newProvenance(p.source)})
	if err != nil {
		return err
	}
	data = []byte("---\n" + string(top) + strings.TrimPrefix(string(data), "---\n"))
	return errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), maybe.WriteFile(file, data, 0o644))
}
