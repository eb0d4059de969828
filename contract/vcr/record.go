package vcr

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
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
	deck, err := newDeck(world.HTTP.Transport)
	if err != nil {
		return err
	}
	world.HTTP = &http.Client{Transport: deck}
	entry.Run, entry.Recorded = st.run(), st.recorded()
	world.ID = ids(entry.Run)
	ran := s.Run(ctx, world)
	data, err := deck.end(redactor)
	if err == nil && ran != nil {
		return fmt.Errorf("%w (what was recorded is in %s)", ran, deck.draft)
	}
	if err = errors.Join(ran, err, deck.discard()); err != nil {
		return err
	}
	return writeTape(l.path(*entry), data)
}
