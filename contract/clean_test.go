package contract

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGoodExchangesAreClean(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			c := newTestChecker(t, doc, WithVerifier(testVerifier(t)))
			n := 0
			for _, op := range c.operations {
				for _, choice := range goodChoices(op) {
					e := choice.make(op).exchange(t)
					n++
					if found := c.Check(e); !assert.Empty(t, found, "%s: %s\n%s\n%s", op.id, choice, e.Request.Body, e.Response.Body) {
						return
					}
				}
			}
			t.Logf("%d good exchanges, none flagged", n)
		})
	}
}
