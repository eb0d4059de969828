package live

import (
	"encoding/json"
	"io"

	"github.com/iyzipayout/iyzipayout/contract"
)

// WriteJSON writes the whole result. Its "exchanges" and "findings" are those of `iyzipayout check --format json`.
func (r *Result) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		*Result
		Seconds      float64            `json:"seconds"`
		Clean        bool               `json:"clean"`
		Findings     []contract.Finding `json:"findings"`
		NotExercised []Gap              `json:"notExercised"`
	}{r, r.Duration.Seconds(), r.Clean(), r.Findings(), r.Coverage.Gaps()})
}
