package live

import (
	"errors"
	"net/http"
	"sync/atomic"
)

var errNotAllowed = errors.New("live: the scenario calls an operation that moves money: it is not marked MovesMoney, or that was not allowed; nothing was sent")

// moneyGuard lets no request out that could move money, unless that is allowed. It is the second lock: scenarios that say
// that they move money are not even begun.
type moneyGuard struct {
	next    http.RoundTripper
	routes  *routes
	allowed bool
	refused atomic.Bool
}

func (g *moneyGuard) RoundTrip(request *http.Request) (*http.Response, error) {
	if !g.allowed && g.routes.mayMoveMoney(request) {
		g.refused.Store(true)
		if request.Body != nil {
			_ = request.Body.Close()
		}
		return nil, errNotAllowed
	}
	return g.next.RoundTrip(request)
}

// violation is an error if a request was held back: a scenario may have taken the refusal for an expected one.
func (g *moneyGuard) violation() error {
	if g.refused.Load() {
		return errNotAllowed
	}
	return nil
}
