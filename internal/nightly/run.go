package nightly

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/signing"
)

// ErrNoKeys is what Options.Keys returns where there are none: the wire could not be looked at. Options.Skip leaves it out on purpose.
var ErrNoKeys = errors.New("there are no keys")

// Options say what to look at.
type Options struct {
	// Dir is the folder of the report; made if need be.
	Dir string
	// Spec is the spec folder: vendor/ is what the pages are compared with, openapi.yaml what the service and the cassettes are.
	Spec string
	// Cassettes is the folder of the cassettes.
	Cassettes string
	// Skip names parts to leave out.
	Skip []string
	// Fetch says how to fetch the pages. Dir and Check are set here.
	Fetch fetch.Options
	// Keys returns those of the sandbox, or ErrNoKeys.
	Keys func() (signing.Credentials, error)
	// Wire says how to run the scenarios. An empty BaseURL is the vendor's sandbox. Credentials, Document and, where it is nil,
	// Baseline are set here.
	Wire live.Options
	// Now is the time by which recordings are old; nil: the system's.
	Now func() time.Time
	// Progress is told what is being done; nil for nobody.
	Progress func(line string)
}

func (o Options) check() error {
	switch {
	case o.Dir == "":
		return errors.New("nightly: name a folder for the report")
	case o.Spec == "":
		return errors.New("nightly: name the spec folder")
	case o.Cassettes == "":
		return errors.New("nightly: name the folder of the cassettes")
	case o.Keys == nil:
		return errors.New("nightly: say where the keys are from")
	}
	for _, name := range o.Skip {
		if !slices.Contains(Parts(), name) {
			return fmt.Errorf("nightly: there is no part %q to leave out; there are %s", name, strings.Join(Parts(), ", "))
		}
	}
	return nil
}

// job is one run.
type job struct {
	options Options
	spec    fs.FS // the spec folder
	started time.Time
}

// Run does the parts one after the other and writes the folder, whatever becomes of them. The error says that nothing could
// be done or written; what was found is in the Result.
func Run(ctx context.Context, o Options) (*Result, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := prepare(o.Dir); err != nil {
		return nil, fmt.Errorf("nightly: %w", err)
	}
	j := &job{options: o, spec: os.DirFS(o.Spec), started: o.Now().UTC().Truncate(time.Second)}
	result := &Result{Started: j.started}
	for _, each := range []struct {
		name string
		do   func(context.Context) (report.Section, error)
	}{
		{Pages, j.pages},
		{Wire, j.wire},
		{Cassettes, func(context.Context) (report.Section, error) { return j.cassettes() }},
	} {
		part := j.do(ctx, each.name, each.do)
		o.Progress(fmt.Sprintf("%-13s %s: %s", part.State, part.Name, part.Text))
		result.Parts = append(result.Parts, part.Safe())
	}
	if err := result.Write(o.Dir); err != nil {
		return result, fmt.Errorf("nightly: %w", err)
	}
	return result, nil
}

// do runs one part. What goes wrong in it, even a panic, is its own affair.
func (j *job) do(ctx context.Context, name string, run func(context.Context) (report.Section, error)) (part report.Section) {
	defer func() {
		if p := recover(); p != nil {
			part = report.Section{State: report.CouldNotRun, Text: fmt.Sprintf("a fault of this program: %v", p)}
		}
		part.Name = name
	}()
	if slices.Contains(j.options.Skip, name) {
		return report.Section{State: report.LeftOut, Text: "it was not asked for"}
	}
	if ctx.Err() != nil {
		return report.Section{State: report.CouldNotRun, Text: "the run was interrupted before"}
	}
	part, err := run(ctx)
	switch {
	case err != nil:
		part.State, part.Text = report.CouldNotRun, err.Error()
		return part
	}
	part.State = cmp.Or(part.State, report.Clean)
	part.Settle()
	return part
}

// documentFile is what the service and the cassettes are held against.
const documentFile = "openapi.yaml"

// document is its name in the repository.
func (j *job) document() string { return filepath.Join(j.options.Spec, documentFile) }

func (j *job) readDocument() ([]byte, error) {
	data, err := fs.ReadFile(j.spec, documentFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", j.options.Spec, err)
	}
	return data, nil
}
