package live_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/live"
)

func TestBadOptions(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	for want, change := range map[string]func(*live.Options){
		"no scenarios":            func(o *live.Options) { o.Scenarios = nil },
		"document has no paths":   func(o *live.Options) { o.Document = nil },
		`locale "fr"`:             func(o *live.Options) { o.Locale = "fr" },
		"pace":                    func(o *live.Options) { o.Pace = -1 },
		"timeout":                 func(o *live.Options) { o.Timeout = -1 },
		"is not a URL":            func(o *live.Options) { o.BaseURL = "https://user:MARKER@%zz" },
		"must be https://host":    func(o *live.Options) { o.BaseURL = "https://user:MARKER@host" },
		"needs credentials":       func(o *live.Options) { o.Credentials, _ = credentials("", "") },
		"must be https://host (o": func(o *live.Options) { o.BaseURL = "ftp://host" },
	} {
		o := p.options(t, asking())
		change(&o)
		_, err := live.Run(t.Context(), o)
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "MARKER")
	}
	assert.Zero(t, p.Calls(""))
}
