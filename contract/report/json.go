package report

import (
	"encoding/json"
	"io"

	"github.com/iyzipayout/iyzipayout/contract"
)

// writeJSON writes {"exchanges": n, "findings": [...]}; findings is a list even where there are none.
func writeJSON(w io.Writer, r Report) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Exchanges int                `json:"exchanges"`
		Findings  []contract.Finding `json:"findings"`
	}{r.Exchanges, r.Findings})
}
