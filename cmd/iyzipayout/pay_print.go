package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// printer prints the results of a payment: on standard output in the form of --output, and with --unmasked whole into a file.
type printer struct {
	screen results
	file   *unmaskedFile // nil where none was asked for
	begun  bool
	places *origins
}

// noResults is the table of a verb that has none, but sentences.
type noResults struct{}

func (noResults) begin()       {}
func (noResults) add(part)     {}
func (noResults) end()         {}
func (noResults) close(ending) {}

// language and view of a payment are known once its flags are checked.
func (p *payment) view() view {
	return view{
		verb: p.verb(), environment: p.place(), decimalTR: p.locale == "tr", failedOnly: p.failedOnly, say: p.language,
		screen: p.screen.withColour(p.colour, p.getenv),
	}
}

// verb is the one that was said.
func (p *payment) verb() string {
	if len(p.commandLine) < 2 {
		return "pay"
	}
	return p.commandLine[1]
}

// place is the environment as far as it is known: [practice], "sandbox", "production", or host and port of another address.
func (p *payment) place() string {
	if p.client != nil {
		return p.environment(p.client)
	}
	if p.emulated() {
		return practice
	}
	return cmp.Or(p.baseURL, p.env)
}

// add prints a part of the results.
func (p *payment) add(next part) {
	if !p.beginResults() {
		return
	}
	if p.printer.places == nil && (p.output != "table" || !p.noTable || p.unmasked != "") {
		places := p.in.originsOf(p.unmasked != "")
		p.printer.places = &places
	}
	if p.printer.places != nil {
		next.origins = *p.printer.places
	}
	p.printer.screen.add(next)
	if p.printer.file != nil {
		p.printer.file.add(next)
	}
}

// beginResults reports whether there is anything to print with.
func (p *payment) beginResults() bool {
	if p.printer.begun {
		return true
	}
	screen, err := newResults(p.out, p.output, p.view())
	if err != nil {
		return false // which the check of the flags said
	}
	if p.output == "table" && p.noTable {
		screen = noResults{}
	}
	p.printer.begun, p.printer.screen = true, screen
	screen.begin()
	if p.unmasked != "" {
		p.printer.file = &unmaskedFile{named: p.unmasked, view: p.view()}
	}
	return true
}

// addReport prints a batch whose lines follow those of the batches before it.
func (p *payment) addReport(report *payout.Report, line *int) {
	numbers := make([]int, len(report.Lines))
	for i := range numbers {
		numbers[i] = *line
		*line++
	}
	p.add(part{Report: *report, numbers: numbers})
}

// end comes after the last part.
func (r *printer) end() {
	if r.begun {
		r.screen.end()
	}
}

// close ends the results of a verb that ended with err, and gives err its words. JSON has an object also where there is nothing else to
// print, so that a program need not tell why.
func (p *payment) close(err error) error {
	if errors.Is(err, payout.ErrInvalidSignature) || errors.Is(err, payout.ErrUnknownCredentials) {
		p.say("iyzico refuses the keys, so it could not be asked: mend them, and run the same command again. What is wrong with them says:\n  %s", p.verbOf("doctor"))
	}
	if file := p.printer.file; file != nil && file.out != nil {
		p.say("%s: every line with its personal data", file.name)
		if failed := file.close(p.ending(err)); failed != nil {
			end := p.ending(err)
			if end.code == exitOK || end.code == exitNo {
				end.code = exitUnknown // as where standard output could not be written
			}
			err = exit(end.code, errors.Join(end.err, failed))
		}
	}
	if p.output == "json" {
		p.beginResults()
	}
	if p.printer.begun {
		p.printer.screen.close(p.ending(err))
	}
	return p.language.say(err)
}

func (p *payment) ending(err error) ending {
	code, said := codeOfVerb(err, &checkedWriter{})
	return ending{code: code, err: said, warnings: p.warnings}
}

// unmaskedFile is a file with personal data, which nobody else can read. It is made when there is something to write.
type unmaskedFile struct {
	results
	view  view
	named string // by the person
	name  string // which is another one where that is there already
	out   *checkedWriter
	file  *os.File
}

// checkUnmasked makes sure, before anything is sent, that the file can be written.
func (f payFlags) checkUnmasked() error {
	if f.unmasked == "" {
		return nil
	}
	if _, err := newResults(io.Discard, formOf(f.unmasked), view{}); err != nil || formOf(f.unmasked) == "table" {
		return localize.Errorf("--unmasked %s: must end in .csv, .xlsx or .json", f.unmasked)
	}
	return writable("--unmasked", f.unmasked)
}

// formOf is the form of results that a name ends in.
func formOf(name string) string { return strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".") }

// writable reports an error unless a file could be written beside where it will be.
func writable(flag, name string) error {
	probe, err := os.CreateTemp(filepath.Dir(name), ".iyzipayout-*")
	if err != nil {
		return localize.Errorf("%s %s: cannot be written: %w", flag, name, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (u *unmaskedFile) add(next part) {
	if u.file == nil && u.out == nil {
		u.open(next.origins.headings)
	}
	u.results.add(next)
}

// open makes the file. One that is there is of an earlier run, and is neither lost nor in the way.
func (u *unmaskedFile) open(headings []string) {
	u.view.unmasked, u.view.failedOnly, u.view.headings = true, false, headings
	u.name = u.named
	var err error
	for n := 2; ; n++ {
		if u.file, err = os.OpenFile(u.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); !errors.Is(err, os.ErrExist) {
			break
		}
		extension := filepath.Ext(u.named)
		u.name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(u.named, extension), n, extension)
	}
	u.out = &checkedWriter{Writer: u.file, err: err}
	if err != nil {
		u.out.Writer = io.Discard
	}
	u.results, _ = newResults(u.out, formOf(u.named), u.view) // which the check of the flags made once before
	u.results.begin()
}

func (u *unmaskedFile) close(e ending) error {
	u.results.end()
	u.results.close(e)
	err := u.out.err
	if u.file != nil {
		err = errors.Join(err, u.file.Close())
	}
	if err != nil {
		return localize.Errorf("--unmasked: the file is not complete: %w", err)
	}
	return nil
}
