package contract

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// markers are what must never be in a finding.
func markers() []string {
	return []string{"TR920086402100005482986178", "+905456856931", "53857708216", "Ayşe Yılmaz", "sandbox-MARKER4711key", "4711-marker value"}
}

// assertNoMarker looks for each marker, and for most of it, in everything that a finding says.
func assertNoMarker(t *testing.T, found []Finding) {
	t.Helper()
	for _, f := range found {
		said := strings.ToLower(f.String() + f.File)
		for _, m := range markers() {
			assert.NotContains(t, said, strings.ToLower(m))
			assert.NotContains(t, said, strings.ToLower(m[:len(m)-4]), "all of %s but its end", m)
		}
	}
}

// TestFindingsHoldNoPersonalData plants markers in every string of good exchanges, one place at a time and all at once.
func TestFindingsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	c := today(t)
	c = today(t, WithBaseline(c.Learn(recordings(t, c)...)), WithVerifier(testVerifier(t)))
	last := base(0, false).make(c.operation(t, "retrieve")).exchange(t)
	checked, tried := 0, 0
	check := func(e Exchange) {
		if tried++; raceDetector && tried%29 != 0 {
			return
		}
		found := c.CheckFlow([]Exchange{e, e, last})
		checked += len(found)
		assertNoMarker(t, found)
	}
	for _, op := range c.operations {
		good := base(0, false).make(op)
		e := good.exchange(t)
		for _, marker := range markers() {
			for _, side := range []Direction{InRequest, InResponse} {
				s, v := good.media, good.response
				if side == InRequest {
					s, v = requested(op), good.request
				}
				if v == nil {
					continue
				}
				everything := v.copied()
				for _, n := range nodes(s, v) {
					for _, plant := range []func(*value){
						func(at *value) { *at = *text(marker) },
						func(at *value) {
							*at = value{kind: objectValue, members: []member{{marker, *text(marker)}, {marker, *text(marker)}}}
						},
						func(at *value) { *at = value{kind: arrayValue, elements: []value{*text(marker)}} },
						func(at *value) { *at = *number(`"` + marker + `\ud800"`) },
						func(at *value) { *at = *number(marker) }, // no JSON
					} {
						root := v.copied()
						plant(n.find(root))
						check(e.with(side, render(root)))
					}
					if at := n.find(everything); at.kind == stringValue {
						at.text = marker
					}
				}
				check(e.with(side, render(everything)))
				check(e.with(side, []byte(marker)))
				check(e.with(side, []byte("<html>"+marker)))
			}
			for _, name := range []string{"Authorization", "Content-Type", "x-iyzi-rnd", "X-Other"} {
				h := e.copied()
				h.Request.Header[http.CanonicalHeaderKey(name)] = []string{marker}
				h.Response.Header[http.CanonicalHeaderKey(name)] = []string{marker}
				check(h)
				h.Request.Header[http.CanonicalHeaderKey(name)] = []string{"IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte("apiKey:"+marker+"&randomKey:"+marker+"&signature:"+marker))}
				h.Response.Header[http.CanonicalHeaderKey(name)] = []string{"application/json;charset=" + marker}
				check(h)
			}
			u := e.copied()
			u.Request.URL.Path = "/v1/mass/payout/" + marker
			check(u)
			u = e.copied()
			u.Request.URL.RawQuery += "&" + marker + "=1&locale=" + marker
			check(u)
			u = e.copied()
			u.Request.URL.Host = strings.ReplaceAll(marker, " ", "")
			check(u)
			u = e.copied()
			u.Request.Method = marker
			check(u)
		}
	}
	require.Greater(t, checked, tried/10, "findings were looked at")
}

// with puts another body in.
func (e Exchange) with(side Direction, body []byte) Exchange {
	e = e.copied()
	if side == InRequest {
		e.Request.Body = body
	} else {
		e.Response.Body = body
	}
	return e
}
