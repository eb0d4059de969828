package report

import (
	"encoding/json"
	"io"
)

// writeJSON writes what the command has for programs.
func writeJSON(w io.Writer, r Report) error {
	data := r.Data
	if data == nil {
		data = struct {
			Title    string    `json:"title"`
			Summary  string    `json:"summary"`
			Sections []Section `json:"sections"`
		}{r.Title, r.Summary, r.Sections}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(data)
}
