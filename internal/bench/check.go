package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/spec"
)

const retrievePath = "/v1/mass/payout/retrieve"

// checkRows measure the checker with its baseline, and how long the document takes to be ready, against kin-openapi alone. The peer has
// compiled the schemas of both bodies and checks nothing else.
func checkRows() []row {
	load := func() { must(openapi3.NewLoader().LoadFromData(spec.YAML())) }
	rows := []row{{
		work: "document to ready", base: variant{name: "kin-openapi", do: load}, target: "≤ 1.5",
		ours: []variant{{name: "spec", do: func() { must(spec.Document()) }}, {name: "and checker", do: func() { must(contract.NewChecker(must(spec.Document()))) }}},
	}}
	doc := must(spec.Document())
	checker := must(contract.NewChecker(doc, contract.WithBaseline(must(contract.DefaultBaseline()))))
	for _, items := range []int{1, 40, 1_000} {
		e := retrieved(items)
		rows = append(rows, row{
			work: fmt.Sprintf("check an exchange of %d items", items), base: validate(doc, e), target: "≤ 0.8",
			ours: []variant{{name: "checker", allocs: true, do: func() {
				if found := checker.Check(e); len(found) > 0 {
					panic(fmt.Sprint(found))
				}
			}}},
			peers: []variant{compiled(doc, e)},
		})
	}
	return rows
}

// retrieved is a question for a page and its answer, in which everything is right.
func retrieved(items int) contract.Exchange {
	body := fmt.Appendf(nil, `{"requestId":"179cdefc-1f0e-4b6a-9e0e-5a1c2d3e4f50","itemType":"VALID","page":0,"size":%d}`, items)
	request := must(http.NewRequest(http.MethodPost, server+retrievePath[1:]+"?locale=en", bytes.NewReader(body)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	sign(newSigner(), request)
	total := money.Sum(slices.Repeat([]money.Decimal{money.MustParse(amount)}, items)...)
	answer := strings.NewReplacer(
		`"totalAmount":1930030.00`, fmt.Sprintf(`"totalAmount":%s,"totalSuccessfulAmount":%s`, total, total), `"itemStatus":"SUCCESS"`, `"itemStatus":"SUCCESS","errorMessages":[]`,
	).Replace(string(page(items)))
	return contract.Exchange{
		Request:  contract.Request{Method: request.Method, URL: request.URL, Header: request.Header, Body: body},
		Response: contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(answer)},
	}
}

// validate is what a program does that has kin-openapi alone.
func validate(doc *openapi3.T, e contract.Exchange) variant {
	item := doc.Paths.Value(retrievePath)
	route := &routers.Route{Spec: doc, Path: retrievePath, PathItem: item, Method: http.MethodPost, Operation: item.Post}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	return variant{name: "kin-openapi", do: func() {
		request := &http.Request{Method: e.Request.Method, URL: e.Request.URL, Header: e.Request.Header, Body: io.NopCloser(bytes.NewReader(e.Request.Body))}
		in := &openapi3filter.RequestValidationInput{Request: request, Route: route, Options: options}
		must(0, openapi3filter.ValidateRequest(context.Background(), in))
		out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: e.Response.Status, Header: e.Response.Header, Options: options}
		must(0, openapi3filter.ValidateResponse(context.Background(), out.SetBodyBytes(e.Response.Body)))
	}}
}

// compiled checks both bodies with santhosh-tekuri/jsonschema.
func compiled(doc *openapi3.T, e contract.Exchange) variant {
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	must(0, compiler.AddResource("openapi.json", must(jsonschema.UnmarshalJSON(bytes.NewReader(must(doc.MarshalJSON()))))))
	at := "openapi.json#/paths/~1v1~1mass~1payout~1retrieve/post/"
	asked := must(compiler.Compile(at + "requestBody/content/application~1json/schema"))
	answered := must(compiler.Compile(at + "responses/200/content/application~1json/schema"))
	return variant{name: "compiled jsonschema, bodies only", do: func() {
		must(0, asked.Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(e.Request.Body)))))
		must(0, answered.Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(e.Response.Body)))))
	}}
}
