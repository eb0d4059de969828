package signing

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// redacted is embedded by every type that holds something secret. It answers each
// way of printing with the same harmless text.
type redacted struct{ shown string }

// String returns a description without secrets.
func (r redacted) String() string {
	if r.shown == "" {
		return "(none)"
	}
	return r.shown
}

// GoString returns the same description as String.
func (r redacted) GoString() string { return r.String() }

// Format writes the same description as String for every verb and flag.
func (r redacted) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, r.String()) }

// MarshalText returns the same description as String.
func (r redacted) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// MarshalJSON returns the same description as String, as a JSON string.
func (r redacted) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, r.String()), nil }

// LogValue returns the same description as String.
func (r redacted) LogValue() slog.Value { return slog.StringValue(r.String()) }
