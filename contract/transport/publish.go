package transport

import (
	"log/slog"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// publish takes findings to where they are wanted.
func (t *Transport) publish(seen *passage, findings []contract.Finding) {
	if len(findings) == 0 {
		return
	}
	if t.logger != nil {
		t.log(seen, findings)
	}
	if t.callback != nil {
		t.callback(findings)
	}
}

// log writes an allow-list: no header, no body, no URL. Findings that differ in nothing but their place in a list are joined: in an
// answer of 1,000 items each may have the same drift.
func (t *Transport) log(seen *passage, findings []contract.Finding) {
	times := map[contract.Finding]int{}
	var once []contract.Finding
	for _, f := range findings {
		f.Pointer = jsonpointer.AnyIndex(f.Pointer)
		if times[f]++; times[f] == 1 {
			once = append(once, f)
		}
	}
	for _, f := range once {
		level := slog.LevelWarn
		if f.Severity == contract.Error {
			level = slog.LevelError
		}
		t.logger.LogAttrs(seen.context, level, "contract drift",
			slog.String("operation", f.OperationID), slog.String("direction", string(f.Direction)),
			slog.String("kind", string(f.Kind)), slog.String("severity", string(f.Severity)),
			slog.String("pointer", f.Pointer), slog.String("message", f.Message), slog.Int("times", times[f]),
			slog.Int("status", seen.status), slog.Duration("duration", seen.duration))
	}
}
