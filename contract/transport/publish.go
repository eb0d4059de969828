package transport

import (
	"log/slog"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// publisher takes the findings of a Transport to where they are wanted.
type publisher struct {
	logger   *slog.Logger
	callback func([]contract.Finding)
}

func (p publisher) findings(seen *passage, findings []contract.Finding) {
	if len(findings) == 0 {
		return
	}
	findings = masked(findings)
	if p.logger != nil {
		p.log(seen, findings)
	}
	if p.callback != nil {
		p.callback(findings)
	}
}

// log writes an allow-list: no header, no body, no URL.
func (p publisher) log(seen *passage, findings []contract.Finding) {
	for _, f := range alike(findings) {
		level := slog.LevelWarn
		if f.Severity == contract.Error {
			level = slog.LevelError
		}
		p.logger.LogAttrs(seen.context, level, "contract drift",
			slog.String("operation", f.OperationID), slog.String("direction", string(f.Direction)),
			slog.String("kind", string(f.Kind)), slog.String("severity", string(f.Severity)),
			slog.String("pointer", f.Pointer), slog.String("message", f.Message), slog.Int("times", f.times),
			slog.Int("status", seen.status), slog.Duration("duration", seen.duration))
	}
}

// masked returns the findings with whatever looks personal masked. They hold no values, but the names of members are
// those of the exchange: one may be an IBAN.
func masked(findings []contract.Finding) []contract.Finding {
	safe := slices.Clone(findings)
	for i := range safe {
		safe[i].Pointer, safe[i].Message = mask.Text(safe[i].Pointer), mask.Text(safe[i].Message)
	}
	return safe
}

// repeated is a finding at one or more places of a list.
type repeated struct {
	contract.Finding
	times int
}

// alike joins findings that differ in nothing but their place in a list: in an answer of 1,000 items each may have the
// same drift.
func alike(findings []contract.Finding) []repeated {
	var all []repeated
	index := map[contract.Finding]int{}
	for _, f := range findings {
		f.Pointer = jsonpointer.AnyIndex(f.Pointer)
		i, known := index[f]
		if !known {
			i = len(all)
			index[f] = i
			all = append(all, repeated{Finding: f})
		}
		all[i].times++
	}
	return all
}
