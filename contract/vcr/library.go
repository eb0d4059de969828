package vcr

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/spec"
)

// Library is a folder of cassettes.
type Library struct {
	Cassettes []Cassette // what the index lists, sorted by file
	dir       string
	members   members
}

const indexFile = "index.yaml"

// Open reads the index of a folder.
func Open(dir string) (*Library, error) {
	data, err := os.ReadFile(filepath.Join(dir, indexFile))
	if err != nil {
		return nil, fmt.Errorf("vcr: %w", err)
	}
	cassettes, err := parseIndex(data)
	if err != nil {
		return nil, fmt.Errorf("vcr: %s: %w", dir, err)
	}
	doc, err := theDocument()
	if err != nil {
		return nil, fmt.Errorf("vcr: %w", err)
	}
	return &Library{Cassettes: cassettes, dir: dir, members: doc.members}, nil
}

// theDocument is read once, and nobody changes it.
var theDocument = sync.OnceValues(func() (known parsedDocument, err error) {
	if known.doc, err = spec.Document(); err == nil {
		known.members = newMembers(known.doc)
	}
	return known, err
})

type parsedDocument struct {
	doc     *openapi3.T
	members members
}

// Create opens a folder, and begins an index where it has none.
func Create(dir string) (*Library, error) {
	file := filepath.Join(dir, indexFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		empty, err := marshalIndex(nil)
		if err != nil {
			return nil, fmt.Errorf("vcr: %w", err)
		}
		if err := errors.Join(os.MkdirAll(dir, 0o755), maybe.WriteFile(file, empty, 0o644)); err != nil {
			return nil, fmt.Errorf("vcr: %w", err)
		}
	}
	return Open(dir)
}

// path is where the file of a cassette is.
func (l *Library) path(c Cassette) string { return filepath.Join(l.dir, filepath.FromSlash(c.File)) }

// Exchanges reads what a cassette holds, for a checker or a report.
func (l *Library) Exchanges(c Cassette) ([]contract.Exchange, error) {
	exchanges, err := readTape(l.path(c))
	if err != nil {
		return nil, fmt.Errorf("vcr: %w", err)
	}
	return exchanges, nil
}

// Play opens a cassette for a client of one's own. The transport answers from it, in its order and from nothing else; its first
// failure is its answer to everything that follows. Call end to learn whether all of the cassette was asked for.
func (l *Library) Play(c Cassette) (transport http.RoundTripper, end func() error, err error) {
	p, err := play(l.path(c), c.Source, l.members)
	if err != nil {
		return nil, nil, fmt.Errorf("vcr: %w", err)
	}
	return p, p.end, nil
}

// Replay runs a scenario against its cassette of a source. It fails where the scenario does, and with [ErrNoCassette],
// [ErrUnmatched], [ErrSignature] or [ErrUnused].
func (l *Library) Replay(ctx context.Context, source Source, s scenario.Scenario) error {
	c, found := l.Find(source, s.Name)
	if !found {
		return fmt.Errorf("vcr: %w: the index has no %s", ErrNoCassette, source.file(s.Name))
	}
	transport, end, err := l.Play(c)
	if err != nil {
		return err
	}
	world, err := c.world(transport)
	if err != nil {
		return err
	}
	ran := s.Run(ctx, world)
	if err := end(); err != nil {
		return fmt.Errorf("vcr: replay of %s: %w", s.Name, errors.Join(err, ran))
	}
	if ran != nil {
		return fmt.Errorf("vcr: replay of %s: %w", s.Name, ran)
	}
	return nil
}

// world is where a scenario takes place when its cassette is played.
func (c Cassette) world(transport http.RoundTripper) (*scenario.World, error) {
	k, err := c.Source.keys()
	if err != nil {
		return nil, err
	}
	return &scenario.World{
		BaseURL: c.Source.BaseURL(), Credentials: k.merchant, WrongCredentials: k.stranger,
		HTTP: &http.Client{Transport: transport}, Locale: gen.LocaleEn, ID: ids(c.Run),
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}, nil
}

// ids makes the ids of a run.
func ids(run string) func(string) string {
	return func(name string) string { return name + "-" + run }
}

// Checker makes a checker that knows the server and the keys of a source.
func (l *Library) Checker(source Source, opts ...contract.CheckerOption) (*contract.Checker, error) {
	known, err := theDocument()
	if err != nil {
		return nil, fmt.Errorf("vcr: %w", err)
	}
	k, err := source.keys()
	if err != nil {
		return nil, fmt.Errorf("vcr: %w", err)
	}
	return contract.NewChecker(known.doc, append([]contract.CheckerOption{
		contract.WithServer(source.BaseURL()), contract.WithVerifier(k.any),
	}, opts...)...)
}
