package contract

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"
)

// BenchmarkCheck shows how many exchanges are checked per second, with the document compiled and a baseline learnt.
func BenchmarkCheck(b *testing.B) {
	c := today(b)
	c = today(b, WithBaseline(c.Learn(recordings(b, c)...)))
	for _, operation := range []string{"init", "retrieve"} {
		for _, items := range []int{1, 40, 1000} {
			good := choice{variant: 2, items: items, optional: all, locale: "en"}.make(c.operation(b, operation))
			e := good.exchange(b)
			if found := c.Check(e); len(found) > 0 {
				b.Fatal(found)
			}
			b.Run(fmt.Sprintf("%s/%d", operation, items), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(e.Request.Body) + len(e.Response.Body)))
				for b.Loop() {
					c.Check(e)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
			})
		}
	}
}

// BenchmarkNewChecker is what a program pays once.
func BenchmarkNewChecker(b *testing.B) {
	doc := documents(b)["corrected"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewChecker(doc); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAgainstKinOpenAPI checks the same exchanges with the default baseline and with bare kin-openapi, in turns, and reports how
// many times as long the checker takes.
func BenchmarkAgainstKinOpenAPI(b *testing.B) {
	baseline, err := DefaultBaseline()
	require.NoError(b, err)
	c := today(b, WithBaseline(baseline))
	doc, err := todaysDocument()
	require.NoError(b, err)
	for _, items := range []int{1, 40, 1000} {
		x := choice{variant: 2, items: items, optional: all, locale: "en"}.make(c.operation(b, "retrieve"))
		e := x.exchange(b)
		item := doc.Paths.Value(x.op.path.String())
		route := &routers.Route{Spec: doc, Path: x.op.path.String(), PathItem: item, Method: x.op.method, Operation: x.op.source}
		b.Run(strconv.Itoa(items), func(b *testing.B) {
			var ours, theirs time.Duration
			for b.Loop() {
				began := time.Now()
				c.Check(e)
				between := time.Now()
				validate(b, route, e)
				ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "×kin-openapi")
		})
	}
}

// validate is what a program does that has kin-openapi alone.
func validate(b *testing.B, route *routers.Route, e Exchange) {
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	request := &http.Request{Method: e.Request.Method, URL: e.Request.URL, Header: e.Request.Header, Body: io.NopCloser(bytes.NewReader(e.Request.Body))}
	in := &openapi3filter.RequestValidationInput{Request: request, Route: route, Options: options}
	require.NoError(b, openapi3filter.ValidateRequest(b.Context(), in))
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: e.Response.Status, Header: e.Response.Header, Options: options}
	require.NoError(b, openapi3filter.ValidateResponse(b.Context(), out.SetBodyBytes(e.Response.Body)))
}
