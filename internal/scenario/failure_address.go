package scenario

import (
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func addressFailures() []Scenario {
	return []Scenario{
		{
			Name:  "address-slash",
			About: "A trailing and a doubled slash are refused with HTTP 401 and code 8 (iyzipay-java issues 168 and 173).",
			Known: []Known{
				inRequest(0, drift.PathSlash, "path"), undocumentedStatus(0),
				inRequest(1, drift.PathSlash, "path"), undocumentedStatus(1),
			},
			Run: play(func(c *caller) {
				for _, path := range []string{"/v1/mass/payout/balance/", "/v1//mass/payout/balance"} {
					c.wrongAddress(http.MethodGet, path, http.StatusUnauthorized, codes.TokenNotVerified)
				}
			}),
		},
		{
			Name:  "address-unknown",
			About: "A path that is no operation's is refused with HTTP 404 and code 1.",
			Known: []Known{inRequest(0, drift.UnknownPath, "path")},
			Run: play(func(c *caller) {
				c.wrongAddress(http.MethodGet, "/v1/mass/payout/nowhere", http.StatusNotFound, codes.System)
			}),
		},
		{
			Name:         "address-method",
			About:        "An operation's path with another method is refused. What the vendor answers is not known.",
			EmulatorOnly: true,
			Known:        []Known{inRequest(0, drift.Method, "method"), undocumentedStatus(0)},
			Run: play(func(c *caller) {
				c.wrongAddress(http.MethodPost, "/v1/mass/payout/balance", http.StatusMethodNotAllowed, codes.System)
			}),
		},
		{
			Name:  "address-locale",
			About: "A locale that is missing, unknown, in capitals or given twice is refused.",
			Known: []Known{
				inRequest(0, drift.MissingParameter, "query locale"), inRequest(1, drift.Enum, "query locale"),
				inRequest(2, drift.EnumCase, "query locale"), inRequest(3, drift.RepeatedParameter, "query locale"),
			},
			Run: play(wrongLocales),
		},
	}
}

// undocumentedStatus is the drift of an HTTP status that the pages do not have.
func undocumentedStatus(entry int) Known {
	return Known{
		Entry: entry, Direction: contract.InResponse, Kind: drift.StatusCode, Pointer: "status",
		Reason: "the pages document no HTTP status for a request that is no operation's",
	}
}

func (c *caller) wrongAddress(method, path string, status int, code codes.Code) {
	got := must(c.send(must(http.NewRequest(method, c.world.BaseURL+path+"?locale="+string(c.world.Locale), nil)), c.signed))
	check(got.failed(method+" "+path, code))
	check(expect(fmt.Sprintf("HTTP status of %s %s", method, path), got.http, status))
}

func wrongLocales(c *caller) {
	var errs []error
	for _, wrong := range []struct {
		query string
		code  codes.Code
	}{
		{"", codes.MandatoryField},
		{"locale=de", codes.InvalidRequest},
		{"locale=EN", codes.InvalidRequest},
		{"locale=en&locale=tr", codes.InvalidRequest},
	} {
		request := c.balanceRequest()
		request.URL.RawQuery = wrong.query
		errs = append(errs, c.failed("query "+wrong.query, wrong.code, request, c.signed))
	}
	check(errs...)
}
