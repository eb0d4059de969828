package live

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Masker shows exchanges as a [Result] does: what the document knows to be harmless, and nothing of what it does not know.
type Masker struct{ masker *masker }

// NewMasker makes one for a service at a base URL.
func NewMasker(document *openapi3.T, baseURL string) *Masker {
	return &Masker{newMasker(newRoutes(document, baseURL))}
}

// Show is an exchange in lines, masked: the request behind "> ", the answer behind "< ". What the exchange hides in one place it also
// hides in the others.
func (m *Masker) Show(x contract.Exchange) string {
	shown := m.masker.exchange(0, x, nil, m.masker.secrets([]contract.Exchange{x}))
	var b strings.Builder
	for _, half := range []struct {
		mark string
		Message
	}{{"> ", shown.Request}, {"< ", shown.Response}} {
		for _, lines := range [][]Line{half.Head, half.Body} {
			for _, line := range lines {
				b.WriteString(half.mark + line.Text + "\n")
			}
		}
	}
	return b.String()
}
