package spec_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/iyzipayout/iyzipayout/spec"
)

func ExampleDocument() {
	doc, err := spec.Document()
	if err != nil {
		log.Fatal(err)
	}
	auth := doc.Paths.Value("/v1/mass/payout/auth").Post
	fmt.Println(auth.OperationID, auth.Extensions["x-operation-retry"])
	// Output: authMassPayout repeat-only-while-init
}

func ExampleExtractFragments() {
	page := "# Mass Payout\n\n{% code %}\n~~~json\n{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"T\",}}\n~~~\n"
	_, err := spec.ExtractFragments("page.md", []byte(page))
	fmt.Println(err)
	// Output: page.md:5:39 (at /info): not valid JSON: invalid character ',' at start of value
}

func ExampleMerge() {
	var fragments []spec.Fragment
	for file, currency := range map[string]string{"init.md": "string", "auth.md": "integer"} {
		page := "```json\n{\"openapi\":\"3.0.3\",\"components\":{\"schemas\":{\"Currency\":{\"type\":\"" + currency + "\"}}}}\n```\n"
		found, err := spec.ExtractFragments(file, []byte(page))
		if err != nil {
			log.Fatal(err)
		}
		fragments = append(fragments, found...)
	}
	_, err := spec.Merge(fragments)
	if conflict, ok := errors.AsType[*spec.ConflictError](err); ok {
		fmt.Println(conflict.Pointer)
	}
	// Output: /components/schemas/Currency/type
}

func ExampleRules_Check() {
	doc, err := spec.Document()
	if err != nil {
		log.Fatal(err)
	}
	rules, err := spec.NewRules(doc)
	if err != nil {
		log.Fatal(err)
	}
	item := map[string]any{"itemExternalId": "line-1", "recipientType": "IBAN", "recipientInfo": "TR92 0086 4021"}
	for _, v := range rules.Check(doc.Components.Schemas["MassPayoutItem"].Value, item) {
		fmt.Println(v.Pointer, v.Rule, v.Message)
	}
	// Output:
	// /recipientInfo x-form-by must have the form TR[0-9]{2}[A-Z0-9]{22}|([A-SU-Z][A-Z]|T[A-QS-Z])[0-9]{2}[A-Z0-9]{11,30}; it has 14 characters (recipientType is IBAN)
	// /recipientName x-required-when must be there and not blank, because recipientType is IBAN
}

func ExampleRules_CheckEchoes() {
	doc, err := spec.Document()
	if err != nil {
		log.Fatal(err)
	}
	rules, err := spec.NewRules(doc)
	if err != nil {
		log.Fatal(err)
	}
	request, response := map[string]any{"page": 1.0, "size": 10.0}, map[string]any{"page": 0.0, "size": 10.0}
	for _, v := range rules.CheckEchoes(doc.Components.Schemas["MassPayoutRetrieveResponse"].Value, request, response) {
		fmt.Println(v.Pointer, v.Message)
	}
	// Output: /page must repeat the page of the request
}

func ExampleApplyRules() {
	result, notApplied, err := spec.ApplyRules([]byte(`{"components":{"schemas":{"Amount":{"properties":{"currency":{"type":"string"}}}}}}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(result))
	fmt.Println(notApplied[0].Action.Target, "-", notApplied[0].Err)
	// Output:
	// components:
	//   schemas:
	//     Amount:
	//       properties:
	//         currency:
	//           type: string
	//           x-form: '[A-Z]{3}'
	// $.components.schemas.MassPayoutItem - the target matches nothing
}
